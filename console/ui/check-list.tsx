import { useId } from 'react'
import style from './parts.module.css'

export interface Choice {
  value: string
  label: string
  /** How many there are of it. */
  count?: string
}

/** Several of a few: native boxes, so that the keyboard and readers know them. */
export function CheckList({ label, choices, chosen, onChange, hideLabel = false }: { label: string; choices: readonly Choice[]; chosen: readonly string[]; onChange: (chosen: string[]) => void; hideLabel?: boolean }) {
  const id = useId()
  function toggle(value: string, on: boolean): void {
    onChange(on ? [...chosen, value] : chosen.filter((one) => one !== value))
  }
  return (
    <fieldset className={style.checks}>
      <legend className={hideLabel ? 'k-hidden' : undefined}>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} htmlFor={`${id}${choice.value}`}>
          <input id={`${id}${choice.value}`} type="checkbox" checked={chosen.includes(choice.value)} onChange={(event) => toggle(choice.value, event.currentTarget.checked)} />
          <span>{choice.label}</span>
          {choice.count !== undefined && <small data-numbers="">{choice.count}</small>}
        </label>
      ))}
    </fieldset>
  )
}
