import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { TicketRow, TicketView } from '../../../core/ticket/ticket.ts'
import { ApiError } from '../../api/client.ts'
import { isConflict, useFail } from '../../app/fail.ts'
import { showToast } from '../../app/toasts.ts'
import { useTicketWords } from './words.ts'

export interface TicketActs {
  busy: boolean
  /** Somebody was first: the newer ticket is shown and the person decides again. */
  conflict: boolean
  run: (did: string, send: (row: TicketRow) => Promise<TicketRow>) => Promise<boolean>
  settle: () => void
}

/** Acts on the ticket that is open, one after the other; each answer is the newer row. */
export function useTicketActs(ticket: TicketRow): TicketActs {
  const words = useTicketWords()
  const client = useQueryClient()
  const fail = useFail()
  const [running, setRunning] = useState(0)
  /** A second act waits for the first, whose answer brings the version. */
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const [conflict, setConflict] = useState(false)
  const key = ['ticket', ticket.id]

  function show(row: TicketRow): void {
    client.setQueryData<TicketView>(key, (view) => view && { ...view, ticket: row })
  }
  function run(did: string, send: (row: TicketRow) => Promise<TicketRow>): Promise<boolean> {
    const turn = queue.current.then(() => act(did, send))
    queue.current = turn
    return turn
  }
  async function act(did: string, send: (row: TicketRow) => Promise<TicketRow>): Promise<boolean> {
    setRunning((n) => n + 1)
    try {
      show(await send(client.getQueryData<TicketView>(key)?.ticket ?? ticket))
      setConflict(false)
      showToast({ text: did, ms: 3_000 })
      return true
    } catch (error) {
      const changedByOther = isConflict(error)
      setConflict(changedByOther)
      if (changedByOther) showToast({ text: words.conflictTitle, tone: 'danger', note: error instanceof ApiError ? (error.requestId ?? undefined) : undefined })
      else fail(error)
      return false
    } finally {
      setRunning((n) => n - 1)
      void client.invalidateQueries({ queryKey: key })
      void client.invalidateQueries({ queryKey: ['tickets'] })
      void client.invalidateQueries({ queryKey: ['thread', ticket.conversationId] })
    }
  }
  return { busy: running > 0, conflict, run, settle: () => setConflict(false) }
}
