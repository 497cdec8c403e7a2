import { queryOptions } from '@tanstack/react-query'
import type {
  AnsweredThereInput, BulkInput, ConversationRow, InboxCounts, ListInboxInput, NoteView, ReplyOffer, ReplyView, Thread, WriteNoteInput, WriteReplyInput,
} from '../../../core/conversation/conversation.ts'
import type { Page } from '../../../core/input.ts'
import type { JobRowView, JobView } from '../../../core/job/job.ts'
import type { KeptMedia } from '../../../core/media/media.ts'
import type { OutboundActionView, SettleActionInput } from '../../../core/outbound/outbound.ts'
import type { AuthorPage } from '../../../core/profile/profile.ts'
import { api, call, ifMatch, once } from '../../api/client.ts'
import { request } from '../../api/request.ts'
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
  return request('GET', '/conversations', { query: { ...filter, ...page }, signal })
}

export async function countNew(filter: Filter, since: number): Promise<number> {
  const { order: _, ...rest } = filter
  return (await request<{ count: number }>('GET', '/conversations/new-count', { query: { ...rest, since } })).count
}

export function readRow(id: string): Promise<ConversationRow> {
  return call(api.conversations[':id'].row.$get({ param: { id } }))
}

export const countsQuery = queryOptions({ queryKey: ['inbox-counts'], queryFn: (): Promise<InboxCounts> => call(api.conversations.counts.$get()), staleTime: 30_000 })

export function threadQuery(id: string) {
  return queryOptions({ queryKey: ['thread', id], queryFn: ({ signal }) => readThread(id, undefined, signal), staleTime: 20_000 })
}

export function readThread(id: string, before?: string, signal?: AbortSignal): Promise<Thread> {
  return call(api.conversations[':id'].$get({ param: { id }, query: { limit: '100', before } }, { init: { signal } })) as Promise<Thread>
}

export function readOffer(id: string): Promise<ReplyOffer> {
  return call(api.conversations[':id'].offer.$get({ param: { id } }))
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

export function writeReply({ conversationId: id, ...json }: WriteReplyInput, key: string): Promise<{ reply: ReplyView }> {
  return call(api.conversations[':id'].replies.$post({ param: { id }, json }, once(key)))
}

export function writeNote({ conversationId: id, ...json }: WriteNoteInput, key: string): Promise<NoteView> {
  return call(api.conversations[':id'].notes.$post({ param: { id }, json }, once(key)))
}

export function answeredThere({ conversationId: id, version, ...json }: AnsweredThereInput & { version: number }): Promise<{ row: ConversationRow }> {
  return call(api.conversations[':id']['answered-there'].$post({ param: { id }, json }, ifMatch(version)))
}

export function cancelAction(id: string, version: number): Promise<OutboundActionView> {
  return call(api['outbound-actions'][':id'].cancel.$post({ param: { id } }, ifMatch(version))) as Promise<OutboundActionView>
}

export function settleAction(id: string, version: number, verdict: SettleActionInput['verdict']): Promise<OutboundActionView> {
  return call(api['outbound-actions'][':id'].settle.$post({ param: { id }, json: { verdict } }, ifMatch(version))) as Promise<OutboundActionView>
}

export function tellPresence(conversationId: string, writing: boolean): Promise<unknown> {
  return call(api.presence.$post({ json: { conversationId, writing } }))
}

export function startBulk(json: BulkInput): Promise<JobView> {
  return call(api.conversations.bulk.$post({ json }, once())) as Promise<JobView>
}

export function readJob(id: string): Promise<JobView> {
  return call(api.jobs[':id'].$get({ param: { id } })) as Promise<JobView>
}

export function readJobRows(id: string): Promise<JobRowView[]> {
  return call(api.jobs[':id'].rows.$get({ param: { id } }))
}

export function cancelJob(id: string): Promise<JobView> {
  return call(api.jobs[':id'].cancel.$post({ param: { id } })) as Promise<JobView>
}

/** The whole act back, as a job of its own. */
export function undoJob(id: string): Promise<JobView> {
  return call(api.jobs[':id'].undo.$post({ param: { id } })) as Promise<JobView>
}

export function keepFile(file: File): Promise<KeptMedia> {
  const form = new FormData()
  form.set('file', file)
  return request('POST', '/media', { form })
}

export function authorQuery(id: string) {
  return queryOptions({ queryKey: ['author', id], queryFn: () => request<AuthorPage>('GET', `/authors/${id}`), staleTime: 60_000 })
}
