import { queryOptions } from '@tanstack/react-query'
import type {
  AnsweredThereInput, BulkInput, ConversationRow, InboxCounts, ListInboxInput, NoteView, ReplyOffer, ReplyView, Thread, WriteNoteInput, WriteReplyInput,
} from '../../../core/conversation/conversation.ts'
import type { Page } from '../../../core/input.ts'
import type { JobRowView, JobView } from '../../../core/job/job.ts'
import type { KeptMedia } from '../../../core/media/media.ts'
import type { OutboundActionView, SettleActionInput } from '../../../core/outbound/outbound.ts'
import type { AuthorPage } from '../../../core/profile/profile.ts'
import { api, call, ifMatch, readAnswer, send } from '../../api/client.ts'
import type { PageRequest } from './inbox-list.ts'
import type { InboxSearch } from './search-params.ts'

/** Every request of the inbox, in one place. */

export type Filter = Pick<ListInboxInput, 'view' | 'order' | 'networks' | 'channelIds' | 'sentiments' | 'tagIds' | 'assigneeIds' | 'teamIds'>

export function filterOf(search: InboxSearch): Filter {
  return {
    view: search.view ?? 'waiting', order: search.order ?? 'newest', networks: search.networks, channelIds: search.channels, sentiments: search.sentiments,
    tagIds: search.tags, assigneeIds: search.assignees, teamIds: search.teams,
  }
}

export async function listConversations(filter: Filter, page: PageRequest, signal: AbortSignal): Promise<Page<ConversationRow>> {
  return raw('GET', '/conversations', { query: { ...filter, ...page }, signal })
}

export async function countNew(filter: Filter, since: number): Promise<number> {
  const { order: _, ...rest } = filter
  return (await raw<{ count: number }>('GET', '/conversations/new-count', { query: { ...rest, since } })).count
}

export function readRow(id: string): Promise<ConversationRow> {
  return call(api.conversations[':id'].row.$get({ param: { id } }))
}

export const countsQuery = queryOptions({ queryKey: ['inbox-counts'], queryFn: (): Promise<InboxCounts> => call(api.conversations.counts.$get()), staleTime: 30_000 })

export function threadQuery(id: string) {
  return queryOptions({ queryKey: ['thread', id], queryFn: ({ signal }) => readThread(id, undefined, signal), staleTime: 20_000 })
}

export function readThread(id: string, before?: string, signal?: AbortSignal): Promise<Thread> {
  return raw('GET', `/conversations/${id}`, { query: { limit: 100, before }, signal })
}

export function readOffer(id: string): Promise<ReplyOffer> {
  return raw('GET', `/conversations/${id}/offer`)
}

export interface Changed {
  undo: string
  row: ConversationRow
}

export function setState(row: ConversationRow, state: ConversationRow['state'], until?: string): Promise<Changed> {
  return call(api.conversations[':id'].state.$post({ param: { id: row.id }, json: { state, until } }, ifMatch(row.version)))
}

export function assign(row: ConversationRow, to: { assigneeId?: string | null; teamId?: string | null }): Promise<Changed> {
  return call(api.conversations[':id'].assign.$post({ param: { id: row.id }, json: to }, ifMatch(row.version)))
}

export function tag(row: ConversationRow, change: { add?: string[]; remove?: string[] }): Promise<Changed> {
  return call(api.conversations[':id'].tags.$post({ param: { id: row.id }, json: change }, ifMatch(row.version)))
}

export function sort(row: ConversationRow, sorting: ConversationRow['sorting']): Promise<Changed> {
  return call(api.conversations[':id'].sort.$post({ param: { id: row.id }, json: { sorting } }, ifMatch(row.version)))
}

export function markRead(id: string, read: boolean): Promise<unknown> {
  return call(api.conversations[':id'].read.$post({ param: { id }, json: { read } }))
}

export function watch(id: string, watching: boolean): Promise<unknown> {
  return call(api.conversations[':id'].watch.$post({ param: { id }, json: { watching } }))
}

export function undo(token: string): Promise<{ row: ConversationRow }> {
  return call(api.undo.$post({ json: { token } })) as Promise<{ row: ConversationRow }>
}

export function writeReply(input: WriteReplyInput, key: string): Promise<{ reply: ReplyView }> {
  const { conversationId, ...body } = input
  return raw('POST', `/conversations/${conversationId}/replies`, { body, headers: { 'Idempotency-Key': key } })
}

export function writeNote(input: WriteNoteInput, key: string): Promise<NoteView> {
  const { conversationId, ...body } = input
  return raw('POST', `/conversations/${conversationId}/notes`, { body, headers: { 'Idempotency-Key': key } })
}

export function answeredThere(input: AnsweredThereInput & { version: number }): Promise<{ row: ConversationRow }> {
  const { conversationId, version, ...body } = input
  return raw('POST', `/conversations/${conversationId}/answered-there`, { body, headers: { 'If-Match': `"${version}"` } })
}

export function cancelAction(id: string, version: number): Promise<OutboundActionView> {
  return raw('POST', `/outbound-actions/${id}/cancel`, { body: {}, headers: { 'If-Match': `"${version}"` } })
}

export function settleAction(id: string, version: number, verdict: SettleActionInput['verdict']): Promise<OutboundActionView> {
  return raw('POST', `/outbound-actions/${id}/settle`, { body: { verdict }, headers: { 'If-Match': `"${version}"` } })
}

export function tellPresence(conversationId: string, writing: boolean): Promise<unknown> {
  return call(api.presence.$post({ json: { conversationId, writing } }))
}

export function startBulk(input: BulkInput): Promise<JobView> {
  return raw('POST', '/conversations/bulk', { body: input, headers: { 'Idempotency-Key': crypto.randomUUID() } })
}

export function readJob(id: string): Promise<JobView> {
  return raw('GET', `/jobs/${id}`)
}

export function readJobRows(id: string): Promise<JobRowView[] | Page<JobRowView>> {
  return raw('GET', `/jobs/${id}/rows`)
}

export function cancelJob(id: string): Promise<JobView> {
  return raw('POST', `/jobs/${id}/cancel`, { body: {} })
}

export function keepFile(file: File): Promise<KeptMedia> {
  const form = new FormData()
  form.set('file', file)
  return raw('POST', '/media', { form })
}

export function authorQuery(id: string) {
  return queryOptions({ queryKey: ['author', id], queryFn: (): Promise<AuthorPage> => raw('GET', `/authors/${id}`), staleTime: 60_000 })
}

interface Raw {
  query?: Record<string, unknown>
  body?: unknown
  form?: FormData
  headers?: Record<string, string>
  signal?: AbortSignal
}

async function raw<T>(method: string, path: string, ask: Raw = {}): Promise<T> {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(ask.query ?? {})) {
    const text = Array.isArray(value) ? value.join(',') : value === undefined || value === null ? '' : String(value)
    if (text !== '') params.set(key, text)
  }
  const headers = { ...(ask.body !== undefined && { 'Content-Type': 'application/json' }), ...ask.headers }
  const body = ask.form ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body))
  return readAnswer<T>(await send(`/api${path}${params.size > 0 ? `?${params}` : ''}`, { method, headers, body, signal: ask.signal }))
}

