import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import { showToast } from '../../app/toasts.ts'
import type { Acts } from './acts.ts'
import { answeredThere } from './calls.ts'
import { useInboxWords } from './words.ts'
import style from './composer.module.css'

/** The answer was given at the network by hand: it is recorded, and it counts. */
export function AnsweredThere({ row, acts, onClose }: { row: ConversationRow; acts: Acts; onClose: () => void }) {
  const words = useInboxWords()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    try {
      const answer = await answeredThere({ conversationId: row.id, version: row.version, text: String(form.get('text') ?? ''), url: String(form.get('url') ?? '') || undefined })
      acts.learn(answer.row)
      showToast({ text: words.did.answeredThere })
      void client.invalidateQueries({ queryKey: ['thread', row.id] })
      onClose()
    } catch (error) {
      acts.fail(error)
    }
    setBusy(false)
  }
  return (
    <form className={style.there} onSubmit={(event) => void submit(event)}>
      <label>{words.answeredText}<textarea name="text" rows={2} maxLength={20_000} className={style.field} autoFocus /></label>
      <label>{words.answeredUrl}<input name="url" type="url" className={style.line} /></label>
      <Button type="submit" loading={busy}>{words.answeredThere}</Button>
    </form>
  )
}
