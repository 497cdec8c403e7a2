import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type DragEvent } from 'react'
import { StartImportInput, type ImportPreview, type JobView } from '../../../core/job/job.ts'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { useTimes } from '../../app/zone.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Problem } from '../../ui/problem.tsx'
import { readFile, startImport } from './calls.ts'
import { useImportWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './import.module.css'

/** A file is read first, so that a person sees which column will be what before anything is kept. */
export function NewImport({ onStarted }: { onStarted: (job: JobView) => void }) {
  const words = useImportWords()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [file, setFile] = useState<File | null>(null)
  const read = useMutation({ mutationFn: readFile })
  function take(next: File | undefined): void {
    if (!next) return
    setFile(next)
    read.mutate(next)
  }
  function onDrop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }
  function restart(): void {
    setFile(null)
    read.reset()
  }
  if (read.data && file) return <Mapping key={read.data.mediaId} preview={read.data} file={file} onStarted={(job) => { restart(); onStarted(job) }} onRestart={restart} />
  return (
    <div className={style.drop} data-over={over} onDragOver={(event) => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={onDrop}>
      <input ref={input} type="file" hidden accept=".csv,.tsv,.txt,.jsonl,.ndjson,text/csv,application/x-ndjson" onChange={(event) => { take(event.currentTarget.files?.[0]); event.currentTarget.value = '' }} />
      <ActButton busy={read.isPending} leftSection={<Icon name="importing" size={16} />} onClick={() => input.current?.click()}>{words.choose}</ActButton>
      <p className={parts.dim}>{read.isPending ? words.uploading : words.drop}</p>
      <Problem error={read.error} />
    </div>
  )
}

const fields = ['text', 'at', 'author', 'handle', 'id', 'url', 'network', 'inReplyTo'] as const
type Mapped = Partial<Record<(typeof fields)[number], string>>

function Mapping({ preview, file, onStarted, onRestart }: { preview: ImportPreview; file: File; onStarted: (job: JobView) => void; onRestart: () => void }) {
  const words = useImportWords()
  const numbers = useNumbers()
  const { zone } = useTimes()
  const client = useQueryClient()
  const [key] = useState(() => crypto.randomUUID())
  const [mapping, setMapping] = useState<Mapped>(preview.suggested)
  const [timeZone, setTimeZone] = useState(zone)
  const body = { mediaId: preview.mediaId, fileName: file.name, format: preview.format, encoding: preview.encoding, mapping: Object.fromEntries(Object.entries(mapping).filter(([, column]) => column)), timeZone: timeZone.trim() }
  const read = StartImportInput.safeParse(body)
  const start = useMutation({
    mutationFn: (ready: StartImportInput) => startImport(ready, key),
    onSuccess(job) {
      showToast({ text: words.started, ms: 4_000 })
      void client.invalidateQueries({ queryKey: ['jobs'] })
      onStarted(job)
    },
  })
  const choices = [{ value: '', label: words.none }, ...preview.columns.map((column) => ({ value: column, label: column }))]
  return (
    <form className={parts.form} onSubmit={(event) => { event.preventDefault(); if (read.success) start.mutate(read.data) }}>
      <p className={parts.row}><b>{file.name}</b><span className={parts.dim} data-numbers="">{numbers.bytes(file.size)}・{words.formats[preview.format]}・{words.encodings[preview.encoding]}</span><Button variant="subtle" onClick={onRestart}>{words.another}</Button></p>
      <fieldset className={style.mapping}>
        <legend>{words.mapping}</legend>
        <p className={parts.dim}>{words.mappingNote}</p>
        <div className={parts.fields}>
          {fields.map((field) => (
            <NativeSelect key={field} label={words.fields[field]} required={field === 'text'} value={mapping[field] ?? ''} onChange={(event) => setMapping({ ...mapping, [field]: event.currentTarget.value || undefined })} data={choices} error={field === 'text' && !mapping.text ? words.needText : undefined} />
          ))}
        </div>
      </fieldset>
      <TextInput label={words.zone} description={words.zoneNote} value={timeZone} maxLength={60} onChange={(event) => setTimeZone(event.currentTarget.value)} />
      <Preview preview={preview} mapping={mapping} />
      <Problem error={start.error} />
      <div className={parts.end}><ActButton type="submit" busy={start.isPending} disabled={!read.success}>{words.start}</ActButton></div>
    </form>
  )
}

/** The first rows as they would be read. */
function Preview({ preview, mapping }: { preview: ImportPreview; mapping: Mapped }) {
  const words = useImportWords()
  const used = fields.filter((field) => mapping[field])
  const columns = used.length > 0 ? used.map((field) => [words.fields[field], mapping[field]!] as const) : preview.columns.map((column) => [column, column] as const)
  return (
    <section aria-label={words.preview}>
      <h3>{words.preview}</h3>
      <div className={parts.scrollX} tabIndex={0} role="region" aria-label={words.preview}>
        <table className={parts.table}>
          <thead><tr>{columns.map(([name, column]) => <th key={name} scope="col" title={words.column(column)}>{name}</th>)}</tr></thead>
          <tbody>{preview.rows.slice(0, 5).map((row, i) => <tr key={i}>{columns.map(([name, column]) => <td key={name} className={style.cell}>{row[column]}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </section>
  )
}
