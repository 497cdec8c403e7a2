import { Button, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { tagsQuery, useMembers, useTeams } from '../../app/directory.ts'
import { ariaKeys, composing, type KeyId } from '../../app/keys.ts'
import { useMe } from '../../app/me.ts'
import { useNow } from '../../app/now.ts'
import { useTimes } from '../../app/zone.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'
import { momentOf, snoozeTimes } from './snooze-times.ts'
import { useInboxWords } from './words.ts'
import style from './pickers.module.css'

interface Control {
  /** Opened from outside, by a key. */
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

export interface Assignment {
  assignee?: { id: string; name: string } | null
  team?: { id: string; name: string } | null
}

export function AssignPicker({ onPick, ...control }: Control & { onPick: (to: Assignment) => void }) {
  const words = useInboxWords()
  const me = useMe()
  const members = useMembers().filter((member) => member.state === 'active')
  const teams = useTeams()
  const own: Choice[] = me ? [{ id: `me-${me.user.id}`, label: `${words.me} (${me.user.name})`, run: () => onPick({ assignee: me.user }) }] : []
  const choices: Choice[] = [
    ...own,
    ...members.filter((member) => member.userId !== me?.user.id).map((member) => ({ id: member.userId, label: member.name, note: member.email, run: () => onPick({ assignee: { id: member.userId, name: member.name } }) })),
    ...teams.map((team) => ({ id: team.id, label: team.name, icon: 'team' as const, run: () => onPick({ team: { id: team.id, name: team.name } }) })),
    { id: 'nobody', label: words.nobodyChoice, icon: 'close', run: () => onPick({ assignee: null, team: null }) },
  ]
  return <Picker {...control} icon="assign" word={words.act.assign} keyId="assign" label={words.assignTo} placeholder={words.findPerson} choices={choices} />
}

export function TagPicker({ tags, onAdd, onRemove, ...control }: Control & { tags: readonly { id: string; name: string }[]; onAdd: (name: string) => void; onRemove?: (tag: { id: string; name: string }) => void }) {
  const words = useInboxWords()
  const known = useQuery(tagsQuery).data ?? []
  const has = (name: string) => tags.some((tag) => tag.name === name)
  const choices: Choice[] = [
    ...tags.map((tag) => ({ id: tag.id, label: tag.name, icon: 'check' as const, run: () => onRemove?.(tag) })),
    ...known.filter((tag) => !has(tag.name)).map((tag) => ({ id: tag.id, label: tag.name, run: () => onAdd(tag.name) })),
  ]
  const create = (name: string): Choice | null => (name === '' || name.length > 60 || choices.some((choice) => choice.label === name) ? null : { id: 'create', label: words.tagCreate(name), icon: 'tag', run: () => onAdd(name) })
  return <Picker {...control} icon="tag" word={words.act.tag} keyId="label" label={words.act.tag} placeholder={words.tagAdd} choices={choices} create={create} />
}

export function SnoozePicker({ onPick, ...control }: Control & { onPick: (until: string | null) => void }) {
  const words = useInboxWords()
  const times = useTimes()
  const now = useNow()
  const [custom, setCustom] = useState('')
  const choices: Choice[] = [
    { id: 'pending', label: words.snooze.pending, run: () => onPick(null) },
    ...snoozeTimes(now, times.zone).map(({ id, at }) => ({ id, label: words.snooze[id], note: times.absolute(at), run: () => onPick(at) })),
  ]
  const chosen = momentOf(custom, times.zone)
  return (
    <Picker {...control} icon="clock" word={words.act.snooze} keyId="snooze" label={words.snooze.title} choices={choices}>
      {(close) => (
        <form className={style.custom} onSubmit={(event) => { event.preventDefault(); if (chosen) { onPick(chosen.toISOString()); close() } }}>
          <label>{words.snooze.pick} ({times.zone})<input value={custom} placeholder="YYYY/MM/DD HH:mm" inputMode="numeric" onChange={(event) => setCustom(event.target.value)} /></label>
          <Button type="submit" variant="default" disabled={!chosen}>{words.snooze.do}</Button>
        </form>
      )}
    </Picker>
  )
}

interface Choice {
  id: string
  label: string
  note?: string
  icon?: IconName
  run: () => void
}

interface PickerProps extends Control {
  icon: IconName
  word: string
  keyId: KeyId
  label: string
  placeholder?: string
  choices: readonly Choice[]
  create?: (typed: string) => Choice | null
  children?: (close: () => void) => ReactNode
}

/** A button with a list under it that is narrowed by typing; arrows and Enter choose, and an input method is left alone. */
function Picker({ open, onOpenChange, icon, word, keyId, label, placeholder, choices, create, children }: PickerProps) {
  const [own, setOwn] = useState(false)
  const shown = open ?? own
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  function set(next: boolean): void {
    setTyped('')
    setAt(0)
    setOwn(next)
    onOpenChange?.(next)
  }
  const fold = (text: string) => text.normalize('NFKC').toLowerCase()
  const fitting = choices.filter((choice) => fold(`${choice.label} ${choice.note ?? ''}`).includes(fold(typed.trim())))
  const made = create?.(typed.trim())
  const rows = made ? [...fitting, made] : fitting
  const current = rows[Math.min(at, rows.length - 1)]
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [at])
  function onKeyDown(event: KeyboardEvent): void {
    if (composing(event.nativeEvent)) return
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, rows.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Enter' && current) choose(current)
    else return
    event.preventDefault()
  }
  function choose(choice: Choice): void {
    set(false)
    choice.run()
  }
  /** Opened by a key there may be nothing to go back to: then its own button takes the focus. */
  function keepFocus(): void {
    setTimeout(() => document.activeElement === document.body && button.current?.focus(), 30)
  }
  const listId = `picker-${keyId}`
  return (
    <Popover opened={shown} onChange={set} trapFocus returnFocus width={300} position="bottom-start" withOverlay overlayProps={{ backgroundOpacity: 0 }} onExitTransitionEnd={keepFocus}>
      <Popover.Target>
        <Button ref={button} variant="default" className={style.button} onClick={() => set(!shown)} leftSection={<Icon name={icon} size={16} />} aria-keyshortcuts={ariaKeys(keyId)}>{word}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label} className={style.dropdown}>
        <div ref={box}>
          <input
            className={style.input} data-autofocus role="combobox" aria-expanded="true" aria-controls={listId} aria-activedescendant={current ? `${listId}-${current.id}` : undefined}
            aria-label={placeholder ?? label} placeholder={placeholder ?? label} readOnly={placeholder === undefined} value={typed} onChange={(event) => { setTyped(event.target.value); setAt(0) }} onKeyDown={onKeyDown}
          />
          <div id={listId} role="listbox" aria-label={label} className={style.choices}>
            {rows.map((choice) => (
              <div key={choice.id} id={`${listId}-${choice.id}`} role="option" aria-selected={choice === current} className={style.choice} onClick={() => choose(choice)}>
                {choice.icon && <Icon name={choice.icon} size={16} />}<span>{choice.label}</span>{choice.note && <small>{choice.note}</small>}
              </div>
            ))}
          </div>
          {children?.(() => set(false))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
