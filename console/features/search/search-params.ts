import type { CountInput, SearchInput } from '../../../core/search/search.ts'
import { compact, oneOf, textOf, textsOf } from '../../app/search-values.ts'
import { momentOf } from '../inbox/snooze-times.ts'

/** Lists that may be chosen from, in the order of the pane. */
export const groups = ['sentiments', 'networks', 'channels', 'languages', 'kinds', 'states', 'assignees', 'tags', 'teams'] as const
export type Group = (typeof groups)[number]
export const orders = ['newest', 'best'] as const satisfies readonly SearchInput['order'][]

/** The address is the search. Days are days of the workspace's zone. */
export interface SearchSearch extends Partial<Record<Group, string[]>> {
  q?: string
  authors?: string[]
  from?: string
  to?: string
  order?: SearchInput['order']
}

export function readSearchSearch(search: Record<string, unknown>): SearchSearch {
  return compact<SearchSearch>({
    q: textOf(search['q']),
    ...Object.fromEntries(groups.map((group) => [group, textsOf(search[group])])),
    authors: textsOf(search['authors']),
    from: dayOf(search['from']),
    to: dayOf(search['to']),
    order: oneOf(orders, search['order']),
  })
}

export function countFilters(search: SearchSearch): number {
  return groups.reduce((sum, group) => sum + (search[group]?.length ?? 0), 0) + (search.authors ? 1 : 0) + (search.from || search.to ? 1 : 0)
}

export type Filters = { [Key in keyof Omit<CountInput, 'snapshot'>]?: string | string[] }

/** The server's names; `to` is the whole of its day. */
export function filtersOf(search: SearchSearch, zone: string): Filters {
  return {
    q: search.q, networks: search.networks, channelIds: search.channels, teamIds: search.teams, sentiments: search.sentiments, languages: search.languages, kinds: search.kinds,
    authorIds: search.authors, tagIds: search.tags, assigneeIds: search.assignees, states: search.states,
    from: search.from && momentOf(`${search.from}T00:00`, zone)?.toISOString(), to: search.to && momentOf(`${dayAfter(search.to)}T00:00`, zone)?.toISOString(),
  }
}

/** Today in the zone, less some days. */
export function dayAgo(days: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Date.now() - days * 86_400_000)
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

function dayOf(value: unknown): string | undefined {
  const text = textOf(value)
  return text && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
}
