import { useId } from 'react'
import style from './parts.module.css'

export interface Choice {
  value: string
  label: string
  /** How many there are of it. */
  count?: string
}

/** Several of a few: native boxes, so that the keyboard and readers know them. `inPopover`: Escape closes that and not a dialog around it. */
export function CheckList({ label, choices, chosen, onChange, hideLabel = false, inPopover = false }: { label: string; choices: readonly Choice[]; chosen: readonly string[]; onChange: (chosen: string[]) => void; hideLabel?: boolean; inPopover?: boolean }) {
  const id = useId()
  function toggle(value: string, on: boolean): void {
    onChange(on ? [...chosen, value] : chosen.filter((one) => one !== value))
  }
  return (
    <fieldset className={style.checks}>
      <legend className={hideLabel ? 'k-hidden' : undefined}>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} htmlFor={`${id}${choice.value}`}>
          <input data-mantine-stop-propagation={inPopover || undefined} id={`${id}${choice.value}`} type="checkbox" checked={chosen.includes(choice.value)} onChange={(event) => toggle(choice.value, event.currentTarget.checked)} />
          <span>{choice.label}</span>
          {choice.count !== undefined && <small data-numbers="">{choice.count}</small>}
        </label>
      ))}
    </fieldset>
  )
}
