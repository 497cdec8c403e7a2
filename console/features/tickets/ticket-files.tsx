import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type ChangeEvent } from 'react'
import type { TicketView } from '../../../core/ticket/ticket.ts'
import { useFail } from '../../app/fail.ts'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Icon } from '../../ui/icons.tsx'
import * as calls from './calls.ts'
import { useTicketWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './ticket.module.css'

/** Receipts, photographs: what belongs to the case and goes to nobody outside. */
export function TicketFiles({ view, may }: { view: TicketView; may: boolean }) {
  const words = useTicketWords()
  const numbers = useNumbers()
  const client = useQueryClient()
  const fail = useFail()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  async function add(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    const [file] = event.currentTarget.files ?? []
    event.currentTarget.value = ''
    if (!file) return
    setBusy(true)
    await calls.attach(view.ticket.id, file).then(() => showToast({ text: words.did.attached, ms: 3_000 }), fail)
    setBusy(false)
    void client.invalidateQueries({ queryKey: ['ticket', view.ticket.id] })
  }
  return (
    <section aria-label={words.attachments} className={style.part}>
      <h3>{words.attachments}</h3>
      {view.attachments.length === 0 && <p className={parts.dim}>{words.noAttachments}</p>}
      <ul>
        {view.attachments.map((file) => (
          <li key={file.id} className={style.file}><Icon name="attach" size={16} /><a href={`/api/media/${file.mediaId}`} download={file.fileName}>{file.fileName}</a><small data-numbers="">{numbers.bytes(file.byteSize)}</small></li>
        ))}
      </ul>
      {may && (
        <div className={parts.row}>
          <input ref={input} type="file" hidden onChange={(event) => void add(event)} />
          <ActButton variant="default" busy={busy} leftSection={<Icon name="attach" size={16} />} onClick={() => input.current?.click()}>{words.attach}</ActButton>
          <span className={parts.dim}>{words.attachNote}</span>
        </div>
      )}
    </section>
  )
}
