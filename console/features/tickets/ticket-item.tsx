import { Link } from '@tanstack/react-router'
import type { TicketRow } from '../../../core/ticket/ticket.ts'
import { useNow } from '../../app/now.ts'
import { useTimes } from '../../app/zone.ts'
import { Chip } from '../../ui/chip.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { useTicketWords } from './words.ts'
import style from './tickets.module.css'

/** One ticket of a list: what it is about, how far it is, who has it and by when. */
export function TicketItem({ ticket }: { ticket: TicketRow }) {
  const words = useTicketWords()
  const name = ticket.person.name ?? ticket.person.handle ?? ticket.person.externalId
  return (
    <li>
      <Link to="/tickets/$id" params={{ id: ticket.id }} className={style.item} data-row="">
        <span className={style.subject}><b data-numbers="">#{ticket.number}</b> <span>{ticket.subject}</span></span>
        <span className={style.chips}>
          <StateChip state={ticket.state} />
          <PriorityChip priority={ticket.priority} />
          <DueChip ticket={ticket} />
        </span>
        <span className={style.who}><NetworkIcon network={ticket.network} /><span>{name}</span></span>
        <span className={style.who}>{ticket.assignee?.name ?? words.nobody}{ticket.team && `（${ticket.team.name}）`}</span>
        <span className={style.time}><span className="k-hidden">{words.openedAgo} </span><TimeAgo at={ticket.openedAt} /></span>
      </Link>
    </li>
  )
}

export function StateChip({ state }: { state: TicketRow['state'] }) {
  const words = useTicketWords().states
  return <Chip tone={state === 'new' || state === 'open' ? 'accent' : 'plain'} icon={state === 'solved' || state === 'closed' ? 'check' : undefined}>{words[state]}</Chip>
}

export function PriorityChip({ priority }: { priority: string }) {
  const words = useTicketWords()
  if (priority === 'normal') return null
  return <Chip tone={priority === 'urgent' ? 'danger' : priority === 'high' ? 'warn' : 'plain'} title={words.priority}>{words.priority} {words.priorities[priority] ?? priority}</Chip>
}

/** Only while there is something to do. */
export function DueChip({ ticket }: { ticket: Pick<TicketRow, 'dueAt' | 'state'> }) {
  const words = useTicketWords()
  const times = useTimes()
  const now = useNow()
  if (ticket.dueAt === null || ticket.state === 'solved' || ticket.state === 'closed') return null
  const late = Date.parse(ticket.dueAt) < now
  return <Chip icon="clock" tone={late ? 'danger' : 'plain'} title={`${times.absolute(ticket.dueAt)} (${times.zone})`}>{late ? words.overdue(times.since(ticket.dueAt, now)) : words.dueAt(times.absolute(ticket.dueAt))}</Chip>
}
