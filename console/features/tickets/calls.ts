import { queryOptions } from '@tanstack/react-query'
import type { NoteView } from '../../../core/conversation/conversation.ts'
import type { Page } from '../../../core/input.ts'
import type { KeptMedia } from '../../../core/media/media.ts'
import type { ChangeTicketInput, SetTicketStateInput, TicketRow, TicketView } from '../../../core/ticket/ticket.ts'
import { api, call, ifMatch } from '../../api/client.ts'
import { request } from '../../api/request.ts'
import type { TicketsSearch } from './search-params.ts'

/** Every request about tickets, in one place. */

export function listTickets(search: TicketsSearch, after: string | undefined, signal: AbortSignal): Promise<Page<TicketRow>> {
  const { view = 'open', order = 'due', states, assignees, teams } = search
  return request('GET', '/tickets', { query: { view, order, states, assigneeIds: assignees, teamIds: teams, after, limit: 50 }, signal })
}

export function ticketQuery(id: string) {
  return queryOptions({ queryKey: ['ticket', id], queryFn: (): Promise<TicketView> => call(api.tickets[':id'].$get({ param: { id } })) })
}

export function changeTicket(row: TicketRow, change: Omit<ChangeTicketInput, 'id' | 'version'>): Promise<TicketRow> {
  return call(api.tickets[':id'].$patch({ param: { id: row.id }, json: change }, ifMatch(row.version)))
}

export function setState(row: TicketRow, state: SetTicketStateInput['state']): Promise<TicketRow> {
  return call(api.tickets[':id'].state.$post({ param: { id: row.id }, json: { state } }, ifMatch(row.version)))
}

export function assign(row: TicketRow, to: { assigneeId?: string | null; teamId?: string | null }): Promise<TicketRow> {
  return call(api.tickets[':id'].assign.$post({ param: { id: row.id }, json: to }, ifMatch(row.version)))
}

export function handOver(row: TicketRow, to: { teamId: string; assigneeId: string | null; note: string }): Promise<TicketRow> {
  return call(api.tickets[':id']['hand-over'].$post({ param: { id: row.id }, json: to }, ifMatch(row.version)))
}

/** Kept first, then bound to the ticket, so that a lost connection leaves no half. */
export async function attach(id: string, file: File): Promise<NoteView['attachments']> {
  const form = new FormData()
  form.set('file', file)
  const { mediaId } = await request<KeptMedia>('POST', '/media', { form })
  return call(api.tickets[':id'].attachments.$post({ param: { id }, json: { attachmentIds: [mediaId] } }))
}
