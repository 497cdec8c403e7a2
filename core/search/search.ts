import { z } from 'zod'
import { after, Id, limit, list, UserId, type Page } from '../input.ts'
import { mentionKinds, sentiments, type MentionView, type SentimentLabel } from '../mention/mention.ts'

const states = ['open', 'pending', 'snoozed', 'done'] as const
const filters = {
  networks: list(z.string().max(20)),
  channelIds: list(Id),
  teamIds: list(Id),
  sentiments: list(z.enum(sentiments)),
  languages: list(z.string().max(20)),
  kinds: list(z.enum(mentionKinds)),
  authorIds: list(Id),
  tagIds: list(Id),
  /** `none` for nobody. */
  assigneeIds: list(UserId),
  states: list(z.enum(states)),
  /** Published from (inclusive) and to (exclusive). */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
}

/** A search over mentions, as the address of the search screen holds it. An empty `q` finds everything. */
export const SearchInput = z.strictObject({
  q: z.string().max(2000).default(''),
  ...filters,
  order: z.enum(['newest', 'best']).default('newest'),
  limit,
  after,
  snapshot: z.coerce.number().int().min(0).optional(),
})
export type SearchInput = z.infer<typeof SearchInput>

/** The same hits, counted: the place in the list means nothing here. */
export const CountInput = SearchInput.omit({ order: true, limit: true, after: true })
export type CountInput = z.infer<typeof CountInput>

export const ExportInput = CountInput.extend({
  format: z.enum(['csv', 'ndjson']).default('csv'),
  /** A byte order mark, without which Excel takes a CSV for Shift_JIS. */
  bom: z.union([z.boolean(), z.stringbool()]).default(true),
  /** Of the column titles in a CSV. */
  titles: z.enum(['ja', 'en']).default('ja'),
})
export type ExportInput = z.infer<typeof ExportInput>

export const FindInput = z.strictObject({ q: z.string().max(200) })
export type FindInput = z.infer<typeof FindInput>

/** A hit: the mention, where it stands, and which of its words were meant. */
export interface SearchHit {
  mention: MentionView
  channelName: string
  conversation: { id: string; state: (typeof states)[number]; assignee: Named | null; team: Named | null; tags: Named[] }
  /** Spans of `mention.text` in UTF-16 units, in order, without overlap. */
  highlights: { start: number; end: number; why: 'surface' | 'part' | 'base' | 'reading' | 'romaji' }[]
}
export type SearchResult = Page<SearchHit>

export interface Named {
  id: string
  name: string
}

/** `label` is what a person reads: the name of a channel, person or tag; otherwise the value again. */
export interface FacetValue {
  value: string
  label: string
  count: number
}
export type FacetsResult = Record<'network' | 'channel' | 'sentiment' | 'language' | 'kind' | 'state' | 'assignee' | 'tag', FacetValue[]>

export interface TrendResult {
  /** The workspace's zone, in which the days are days. */
  zone: string
  /** Oldest first; days without a hit stand between with zeros. */
  days: ({ day: string; total: number } & Record<SentimentLabel, number>)[]
}

/** What the palette offers: a few of each kind, the best first. */
export interface FindResult {
  rows: Found[]
}
export interface Found {
  kind: 'ticket' | 'lead' | 'person' | 'mention'
  /** Of the ticket, lead, profile or conversation to open. */
  id: string
  number: number | null
  label: string
  note: string
  network: string
}
