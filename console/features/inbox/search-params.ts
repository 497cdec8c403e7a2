import type { InboxView, ListInboxInput } from '../../../core/conversation/conversation.ts'

/** In the order of the pane. */
export const views = ['waiting', 'mine', 'unassigned', 'team', 'held', 'trouble', 'done', 'spam', 'reposts', 'all'] as const satisfies readonly InboxView[]
export const orders = ['newest', 'longest-waiting'] as const satisfies readonly ListInboxInput['order'][]

/** The address is the state: whoever opens it sees the same list and the same conversation. */
export interface InboxSearch {
  view?: InboxView
  order?: ListInboxInput['order']
  networks?: string[]
  channels?: string[]
  sentiments?: string[]
  tags?: string[]
  assignees?: string[]
  teams?: string[]
  id?: string
}

export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const read: InboxSearch = {
    view: oneOf(views, search['view']),
    order: oneOf(orders, search['order']),
    networks: texts(search['networks']),
    channels: texts(search['channels']),
    sentiments: texts(search['sentiments']),
    tags: texts(search['tags']),
    assignees: texts(search['assignees']),
    teams: texts(search['teams']),
    id: typeof search['id'] === 'string' ? search['id'] : undefined,
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((candidate) => candidate === value)
}

function texts(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : typeof value === 'string' && value !== '' ? value.split(',') : []
  return list.length === 0 ? undefined : list
}
