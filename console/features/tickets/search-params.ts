import type { ListTicketsInput, TicketState } from '../../../core/ticket/ticket.ts'
import { compact, oneOf, textsOf } from '../../app/search-values.ts'

export const views = ['open', 'mine', 'team', 'unassigned', 'overdue', 'solved', 'all'] as const satisfies readonly ListTicketsInput['view'][]
export const orders = ['due', 'newest', 'priority'] as const satisfies readonly ListTicketsInput['order'][]
export const states = ['new', 'open', 'pending', 'on_hold', 'solved', 'closed'] as const satisfies readonly TicketState[]

export interface TicketsSearch {
  view?: ListTicketsInput['view']
  order?: ListTicketsInput['order']
  states?: TicketState[]
  assignees?: string[]
  teams?: string[]
}

export function readTicketsSearch(search: Record<string, unknown>): TicketsSearch {
  const chosen = textsOf(search['states'])?.filter((state): state is TicketState => (states as readonly string[]).includes(state))
  return compact<TicketsSearch>({
    view: oneOf(views, search['view']),
    order: oneOf(orders, search['order']),
    states: chosen && chosen.length > 0 ? chosen : undefined,
    assignees: textsOf(search['assignees']),
    teams: textsOf(search['teams']),
  })
}
