import { Button, Popover } from '@mantine/core'
import { CheckList, type Choice } from './check-list.tsx'
import { Icon } from './icons.tsx'
import style from './parts.module.css'

/** One filter behind a button that says how much of it is chosen. */
export function FilterMenu({ label, choices, chosen, onChange }: { label: string; choices: readonly Choice[]; chosen: readonly string[]; onChange: (chosen: string[]) => void }) {
  return (
    <Popover trapFocus returnFocus position="bottom-start" width={260}>
      <Popover.Target>
        <Button variant={chosen.length > 0 ? 'light' : 'default'} rightSection={<Icon name="down" size={14} />}>{chosen.length > 0 ? `${label} ${chosen.length}` : label}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label} className={style.filterDrop}>
        <CheckList inPopover label={label} choices={choices} chosen={chosen} onChange={onChange} />
      </Popover.Dropdown>
    </Popover>
  )
}
