import { ActionIcon, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'

import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import type { AuthorPage } from '../../../core/profile/profile.ts'
import { useCan } from '../../app/me.ts'
import { useTimes } from '../../app/zone.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Pane } from '../../ui/pane.tsx'
import { SentimentChip } from '../../ui/sentiment-chip.tsx'
import { To } from '../../ui/to.tsx'
import { authorQuery } from './calls.ts'
import { useNumber } from './numbers.ts'
import { avatarOf, nameOf } from './people.ts'
import { useInboxWords } from './words.ts'
import style from './context.module.css'

interface Props {
  row: ConversationRow
  onClose: () => void
  onTicket: () => void
  onLead: () => void
}

/** Who it is, and what we owe them. */
export function ContextPane({ row, onClose, onTicket, onLead }: Props) {
  const words = useInboxWords()
  const author = useQuery(authorQuery(row.person.id))
  return (
    <aside className={style.context} aria-label={words.context} tabIndex={0}>
      <header className={style.top}>
        <h2>{words.context}</h2>
        <ActionIcon aria-label={words.closeContext} onClick={onClose}><Icon name="close" size={16} /></ActionIcon>
      </header>
      <Person row={row} />
      <Work row={row} />
      <Pane query={author} rows={3} rowHeight={56}>{(page) => <Page page={page} row={row} onTicket={onTicket} onLead={onLead} />}</Pane>
    </aside>
  )
}

function Person({ row }: { row: ConversationRow }) {
  const words = useInboxWords()
  const number = useNumber()
  const { person } = row
  return (
    <div className={style.person}>
      <Avatar name={nameOf(person)} src={avatarOf(person)} size={48} />
      <div>
        <b>{nameOf(person)}</b>
        {person.handle && <p className={style.dim}>@{person.handle.replace(/^@/, '')}</p>}
        {person.followers !== null && <p className={style.dim} data-numbers="">{words.followers(number(person.followers, true))}</p>}
        <To href={`/authors/${person.id}`}>{words.authorPage}</To>
      </div>
    </div>
  )
}

function Work({ row }: { row: ConversationRow }) {
  const words = useInboxWords()
  return (
    <dl className={style.facts}>
      <dt>{words.assignee}</dt><dd>{[row.assignee?.name, row.team?.name].filter(Boolean).join(' · ') || words.none}</dd>
      <dt>{words.channel}</dt><dd>{row.channel.name}</dd>
      <dt>{words.tags}</dt><dd className={style.chips}>{row.tags.length === 0 ? words.none : row.tags.map((tag) => <Chip key={tag.id}>{tag.name}</Chip>)}</dd>
    </dl>
  )
}

function Page({ page, row, onTicket, onLead }: { page: AuthorPage; row: ConversationRow; onTicket: () => void; onLead: () => void }) {
  const words = useInboxWords()
  const times = useTimes()
  const number = useNumber()
  const mayTicket = useCan('tickets')
  const mayLead = useCan('leads')
  const moods = Object.entries(page.sentiment).filter(([, n]) => n > 0)
  return (
    <>
      <section className={style.part}>
        <h3>{words.history}</h3>
        <p className={style.dim}>{words.mentionsSoFar(number(page.mentionCount))} · {words.firstSeen(times.short(page.firstSeenAt))}</p>
        <p className={style.chips}>{moods.map(([mood, n]) => <span key={mood} className={style.mood}><SentimentChip sentiment={mood} /> {n}</span>)}</p>
      </section>
      <section className={style.part}>
        <h3>{words.openTickets}</h3>
        <ul>{page.tickets.map((ticket) => <li key={ticket.id}><To href={`/tickets/${ticket.id}`}>#{ticket.number} {ticket.subject}</To> <Chip>{words.ticketStates[ticket.state]}</Chip></li>)}</ul>
        {page.tickets.length === 0 && <p className={style.dim}>{words.none}</p>}
        {mayTicket && !row.ticket && <Button variant="default" onClick={onTicket} leftSection={<Icon name="ticket" size={16} />}>{words.makeTicket}</Button>}
      </section>
      <section className={style.part}>
        <h3>{words.openLeads}</h3>
        <ul>{page.leads.map((lead) => <li key={lead.id}><To href={`/leads/${lead.id}`}>#{lead.number} {lead.name}</To> <Chip>{words.leadStages[lead.stage]}</Chip></li>)}</ul>
        {page.leads.length === 0 && <p className={style.dim}>{words.none}</p>}
        {mayLead && <Button variant="default" onClick={onLead} leftSection={<Icon name="lead" size={16} />}>{words.makeLead}</Button>}
      </section>
    </>
  )
}
