import { ActionIcon, Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { useShellWords } from '../../app/words.ts'
import { Facts } from '../../ui/facts.tsx'
import { Icon } from '../../ui/icons.tsx'
import { useTicketWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './ticket.module.css'

/** Names and values of the company's own: an order number, a model. */
export function FreeFields({ fields, fixed, onSave }: { fields: Record<string, string>; fixed: boolean; onSave: (fields: Record<string, string>) => Promise<boolean> }) {
  const words = useTicketWords()
  const shell = useShellWords()
  const [rows, setRows] = useState<[string, string][] | null>(null)
  const editButton = useRef<HTMLButtonElement>(null)
  const entries = Object.entries(fields)
  function leave(): void {
    setRows(null)
    requestAnimationFrame(() => editButton.current?.focus())
  }
  function put(index: number, row: [string, string]): void {
    setRows((old) => old && old.map((one, i) => (i === index ? row : one)))
  }
  async function save(): Promise<void> {
    const named = (rows ?? []).map(([name, value]) => [name.trim(), value] as const).filter(([name]) => name !== '')
    if (await onSave(Object.fromEntries(named))) leave()
  }
  if (rows === null) {
    return (
      <section aria-label={words.fields} className={style.part}>
        <div className={parts.sectionHead}><h3>{words.fields}</h3>{!fixed && <Button ref={editButton} variant="subtle" onClick={() => setRows(entries.length > 0 ? entries : [['', '']])}>{words.edit}</Button>}</div>
        {entries.length === 0 ? <p className={parts.dim}>{words.noFields}</p> : <Facts rows={entries} />}
      </section>
    )
  }
  return (
    <form aria-label={words.fields} className={style.part} onSubmit={(event) => { event.preventDefault(); void save() }}>
      <h3>{words.fields}</h3>
      {rows.map(([name, value], index) => (
        <div key={index} className={style.field}>
          <TextInput autoFocus={index === 0} aria-label={`${words.fieldName} ${index + 1}`} placeholder={words.fieldName} maxLength={60} value={name} onChange={(event) => put(index, [event.currentTarget.value, value])} />
          <TextInput aria-label={`${words.fieldValue} ${index + 1}`} placeholder={words.fieldValue} maxLength={500} value={value} onChange={(event) => put(index, [name, event.currentTarget.value])} />
          <ActionIcon aria-label={words.removeField(name || String(index + 1))} onClick={() => setRows(rows.filter((_, i) => i !== index))}><Icon name="close" size={16} /></ActionIcon>
        </div>
      ))}
      <div className={parts.row}>
        {rows.length < 20 && <Button variant="subtle" onClick={() => setRows([...rows, ['', '']])}>{words.addField}</Button>}
        <Button type="submit" disabled={fixed}>{shell.save}</Button>
        <Button variant="default" onClick={leave}>{shell.cancel}</Button>
      </div>
    </form>
  )
}
