import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { FacetsResult, SearchInput, SearchResult, TrendResult } from '../../../core/search/search.ts'
import { queryText, request } from '../../api/request.ts'
import type { Filters } from './search-params.ts'

interface Place {
  after?: string
  /** What arrived later is not in this list. */
  snapshot?: number
}

/** One answer to one question: it stands until the question is asked again, whatever arrives meanwhile. */
export function resultsQuery(filters: Filters, order: SearchInput['order']) {
  return infiniteQueryOptions({
    queryKey: ['search', 'hits', filters, order], initialPageParam: {} as Place, staleTime: 'static',
    queryFn: ({ pageParam, signal }) => request<SearchResult>('GET', '/mentions', { query: { ...filters, order, limit: 100, ...pageParam }, signal }),
    getNextPageParam: (page, _pages, place): Place | undefined => (page.after ? { after: page.after, snapshot: place.snapshot ?? page.snapshot } : undefined),
  })
}

export function facetsQuery(filters: Filters) {
  return queryOptions({ queryKey: ['search', 'facets', filters], queryFn: ({ signal }) => request<FacetsResult>('GET', '/mentions/facets', { query: filters, signal }), staleTime: 60_000 })
}

export function trendQuery(filters: Filters) {
  return queryOptions({ queryKey: ['search', 'trend', filters], queryFn: ({ signal }) => request<TrendResult>('GET', '/mentions/trend', { query: filters, signal }), staleTime: 60_000 })
}

export function exportPath(filters: Filters, format: 'csv' | 'ndjson', titles: 'ja' | 'en'): string {
  return `/api/mentions/export${queryText({ ...filters, format, titles })}`
}
