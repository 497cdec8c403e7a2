import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import type { TicketView } from '../../../core/ticket/ticket.ts'
import { useKeys } from '../../app/use-keys.ts'
import { Chip } from '../../ui/chip.tsx'
import { Pane } from '../../ui/pane.tsx'
import { useActs } from '../inbox/acts.ts'
import { readRow } from '../inbox/calls.ts'
import { Composer, type ComposerHandle } from '../inbox/composer.tsx'
import { InboxList } from '../inbox/inbox-list.ts'
import { useMyPresence, useOthers } from '../inbox/presence.ts'
import { Thread } from '../inbox/thread.tsx'
import { useInboxWords } from '../inbox/words.ts'
import style from './ticket.module.css'

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
  const tellWriting = useMyPresence(row.id)
  useKeys(['item'], { reply: () => composer.current?.focus('reply'), note: () => composer.current?.focus('note') })
  function refresh(): void {
    void client.invalidateQueries({ queryKey: ['ticket', view.ticket.id] })
    void client.invalidateQueries({ queryKey: ['thread', row.id] })
  }
  return (
    <>
      <Others conversationId={row.id} />
      <Thread row={row} acts={acts} onTextBack={(text) => composer.current?.textBack(text)} />
      <Composer ref={composer} row={row} acts={acts} onWriting={tellWriting} onDone={refresh} onLeave={() => document.getElementById('main')?.focus()} />
    </>
  )
}

/** Who else is here now, and who writes. */
function Others({ conversationId }: { conversationId: string }) {
  const words = useInboxWords()
  const others = useOthers(conversationId)
  if (others.length === 0) return null
  return <p className={style.others}>{others.map((person) => <Chip key={person.id} icon={person.writing ? 'pencil' : 'eye'} tone={person.writing ? 'warn' : 'plain'}>{person.writing ? words.writing(words.by.san(person.name)) : words.viewing(words.by.san(person.name))}</Chip>)}</p>
}
