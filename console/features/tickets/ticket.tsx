import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { TicketView } from '../../../core/ticket/ticket.ts'
import { useCan } from '../../app/me.ts'
import { Screen } from '../../app/screen.tsx'
import { useShellWords } from '../../app/words.ts'
import { Icon } from '../../ui/icons.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { Pane } from '../../ui/pane.tsx'
import { useFormWords } from '../../ui/schema-form.ts'
import * as calls from './calls.ts'
import { TicketActions } from './ticket-actions.tsx'
import { TicketFacts } from './ticket-facts.tsx'
import { DueChip, PriorityChip, StateChip } from './ticket-item.tsx'
import { TicketThread } from './ticket-thread.tsx'
import { useTicketActs } from './use-ticket-acts.ts'
import { useTicketWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './ticket.module.css'

const route = getRouteApi('/shell/tickets/$id')

/** One promise to answer: its thread and the way to answer on the left, what it is and who has it on the right; on a phone one after the other. */
export function Ticket() {
  const words = useTicketWords()
  const { id } = route.useParams()
  const query = useQuery(calls.ticketQuery(id))
  const number = query.data?.ticket.number
  return (
    <Screen title={number === undefined ? words.title : `${words.title} #${number}`} fixed>
      <Pane query={query}>{(view) => <Opened key={view.ticket.id} view={view} />}</Pane>
    </Screen>
  )
}

function Opened({ view }: { view: TicketView }) {
  const words = useTicketWords()
  const { part } = route.useSearch()
  const may = useCan('tickets')
  const acts = useTicketActs(view.ticket)
  const forms = useFormWords()
  return (
    <div className={style.ticket} data-part={part ?? 'thread'}>
      <div className={style.head}>
        <Heading view={view} />
        {may && <TicketActions ticket={view.ticket} acts={acts} />}
        {acts.conflict && <p className={parts.notice} role="alert">{forms.conflict}</p>}
        <nav className={style.tabs} aria-label={words.title}>
          <Link from="/tickets/$id" to="/tickets/$id" search={{}} activeOptions={{ exact: true }} replace aria-current={part ? undefined : 'page'}>{words.tabThread}</Link>
          <Link from="/tickets/$id" to="/tickets/$id" search={{ part: 'facts' }} activeOptions={{ exact: true }} replace aria-current={part ? 'page' : undefined}>{words.tabFacts}</Link>
        </nav>
      </div>
      <div className={style.thread}><TicketThread view={view} /></div>
      <section className={style.side} aria-label={words.facts} tabIndex={0}><TicketFacts view={view} acts={acts} may={may} /></section>
    </div>
  )
}

function Heading({ view: { ticket, previousTicket } }: { view: TicketView }) {
  const words = useTicketWords()
  const shell = useShellWords()
  const person = ticket.person.name ?? ticket.person.handle ?? ticket.person.externalId
  return (
    <div className={style.heading}>
      <Link to="/tickets" activeOptions={{ exact: true }} className={style.back} title={words.back}><Icon name="back" /><span>{shell.back}</span></Link>
      <div className={parts.grow}>
        <h2 className={style.subject}>{ticket.subject}</h2>
        <p className={parts.row}>
          <StateChip state={ticket.state} /><PriorityChip priority={ticket.priority} /><DueChip ticket={ticket} />
          <NetworkIcon network={ticket.network} /><Link to="/authors/$id" params={{ id: ticket.person.id }}>{person}</Link>
          <Link to="/inbox" search={{ view: 'all', id: ticket.conversationId }} className={style.wide}>{words.toConversation}</Link>
          {previousTicket && <Link to="/tickets/$id" params={{ id: previousTicket.id }} search={{}}>{words.previous(previousTicket.number)}</Link>}
        </p>
      </div>
    </div>
  )
}
