import type { Query } from './language.ts'
import type { Scope } from '../context.ts'
import type { Db } from '../tables.ts'

/**
 * Search over mentions. Its tables or documents carry no policy of the database, so the adapter puts `scope`
 * into every query in one place: nothing of another workspace, of a channel behind another team's wall, or deleted, is ever
 * found, counted or faceted. Engines agree on ids, counts, facets and newest-first order.
 */
export interface MentionIndex {
  readonly name: string
  /** True where `store` is part of the caller's transaction; otherwise documents follow through the index outbox. */
  readonly transactional: boolean
  /** Writes whole documents; a document with a lower `indexVersion` than the stored one is ignored. */
  store(db: Db, documents: readonly MentionDocument[]): Promise<void>
  /** Forgets documents for good. */
  remove(db: Db, ids: readonly { workspaceId: string; mentionId: string }[]): Promise<void>
  search(db: Db, scope: Scope, request: SearchRequest): Promise<SearchPage>
  /** Exact to 10,000 hits; of more, what the newest 10,000 of them are. */
  facets(db: Db, scope: Scope, request: SearchRequest): Promise<Facets>
  /** Mentions and sentiment a day in the workspace's zone. */
  trend(db: Db, scope: Scope, request: SearchRequest, zone: string): Promise<TrendDay[]>
  /** Every hit newest first in pages, for exports and bulk work. Stable under new arrivals. */
  scan(db: Db, scope: Scope, request: SearchRequest, pageSize: number): AsyncGenerator<string[]>
}

export interface MentionDocument {
  workspaceId: string
  mentionId: string
  indexVersion: number
  /** Order of arrival, unique in the workspace: the snapshot and the tie-break. */
  arrival: number
  network: string
  channelId: string
  conversationId: string
  authorId: string
  kind: string
  language: string
  sentiment: string
  publishedAt: Date
  terms: readonly { value: string; position: number }[]
}

export interface SearchRequest {
  query: Query
  filters: SearchFilters
  /** `best` may rank the newest hits only (1,000 at least); the others follow, newest first. */
  order: 'newest' | 'best'
  /** At most 200. */
  limit: number
  /** Opaque, from the page before. */
  after?: string
  /** Hits that arrived later are not counted or shown: what `SearchPage.snapshot` said. */
  snapshot?: number
}

export interface SearchFilters {
  networks?: string[]
  channelIds?: string[]
  teamIds?: string[]
  sentiments?: string[]
  languages?: string[]
  kinds?: string[]
  authorIds?: string[]
  tagIds?: string[]
  /** `none` for nobody. */
  assigneeIds?: string[]
  states?: string[]
  publishedFrom?: Date
  publishedTo?: Date
}

export interface SearchPage {
  ids: string[]
  /** Exact up to 10,000; beyond that 10,000 with `totalIsExact` false. */
  total: number
  totalIsExact: boolean
  snapshot: number
  /** Absent at the end. */
  after?: string
}

export type Facets = Record<'network' | 'channel' | 'sentiment' | 'language' | 'kind' | 'state' | 'assignee' | 'tag', { value: string; count: number }[]>

export interface TrendDay {
  /** YYYY-MM-DD in the asked zone. */
  day: string
  total: number
  positive: number
  neutral: number
  negative: number
  mixed: number
}
