import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import type { TicketView } from '../../../core/ticket/ticket.ts'
import { useKeys } from '../../app/use-keys.ts'
import { Pane } from '../../ui/pane.tsx'
import { useActs } from '../inbox/acts.ts'
import { readRow, tellPresence } from '../inbox/calls.ts'
import { Composer, type ComposerHandle } from '../inbox/composer.tsx'
import { InboxList } from '../inbox/inbox-list.ts'
import { Thread } from '../inbox/thread.tsx'

/** The thread of its conversation and the way to answer, as in the inbox: people learn one of it. */
export function TicketThread({ view }: { view: TicketView }) {
  const { conversationId } = view.ticket
  const row = useQuery({ queryKey: ['thread', conversationId, 'row'], queryFn: () => readRow(conversationId) })
  return <Pane query={row}>{(conversation) => <Answering row={conversation} view={view} />}</Pane>
}

function Answering({ row, view }: { row: ConversationRow; view: TicketView }) {
  const client = useQueryClient()
  const composer = useRef<ComposerHandle>(null)
  // No list stands beside a ticket; the inbox's acts work on the thread alone then.
  const noList = useMemo(() => new InboxList(() => Promise.resolve({ rows: [], total: 0, totalIsExact: true, after: null, snapshot: 0 }), () => false), [])
  const acts = useActs(noList)
  useKeys(['item'], { reply: () => composer.current?.focus('reply'), note: () => composer.current?.focus('note') })
  function refresh(): void {
    void client.invalidateQueries({ queryKey: ['ticket', view.ticket.id] })
    void client.invalidateQueries({ queryKey: ['thread', row.id] })
  }
  return (
    <>
      <Thread row={row} acts={acts} onTextBack={(text) => composer.current?.textBack(text)} />
      <Composer ref={composer} row={row} acts={acts} onWriting={(writing) => void tellPresence(row.id, writing).catch(() => undefined)} onDone={refresh} onLeave={() => document.getElementById('main')?.focus()} />
    </>
  )
}
