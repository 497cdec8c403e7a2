import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TicketRow, TicketView } from '../../../core/ticket/ticket.ts'
import { ApiError } from '../../api/client.ts'
import { useFail } from '../../app/fail.ts'
import { showToast } from '../../app/toasts.ts'
import { useTicketWords } from './words.ts'

export interface TicketActs {
  busy: boolean
  /** Somebody was first: the newer ticket is shown and the person decides again. */
  conflict: boolean
  run: (did: string, send: (row: TicketRow) => Promise<TicketRow>) => Promise<boolean>
  settle: () => void
}

/** One act at a time on the ticket that is open; the answer is the newer row. */
export function useTicketActs(ticket: TicketRow): TicketActs {
  const words = useTicketWords()
  const client = useQueryClient()
  const fail = useFail()
  const [busy, setBusy] = useState(false)
  const [conflict, setConflict] = useState(false)
  const key = ['ticket', ticket.id]

  function show(row: TicketRow): void {
    client.setQueryData<TicketView>(key, (view) => view && { ...view, ticket: row })
  }
  async function run(did: string, send: (row: TicketRow) => Promise<TicketRow>): Promise<boolean> {
    setBusy(true)
    try {
      show(await send(client.getQueryData<TicketView>(key)?.ticket ?? ticket))
      setConflict(false)
      showToast({ text: did, ms: 3_000 })
      return true
    } catch (error) {
      const changedByOther = error instanceof ApiError && error.code === 'conflict'
      setConflict(changedByOther)
      if (changedByOther) showToast({ text: words.conflictTitle, tone: 'danger', note: error.requestId ?? undefined })
      else fail(error)
      return false
    } finally {
      setBusy(false)
      void client.invalidateQueries({ queryKey: key })
      void client.invalidateQueries({ queryKey: ['tickets'] })
      void client.invalidateQueries({ queryKey: ['thread', ticket.conversationId] })
    }
  }
  return { busy, conflict, run, settle: () => setConflict(false) }
}
