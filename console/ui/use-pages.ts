import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query'
import type { Page } from '../../core/input.ts'

/** A list that grows by its cursor. `count` is null until the first page is there: what is not known is never shown as 0. */
export function usePages<Row>(queryKey: QueryKey, load: (after: string | undefined, signal: AbortSignal) => Promise<Page<Row>>, enabled = true) {
  const query = useInfiniteQuery({
    queryKey, enabled, initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    getNextPageParam: (page) => page.after ?? undefined,
  })
  const pages = query.data?.pages
  return { query, rows: pages?.flatMap((page) => page.rows) ?? [], first: pages?.[0] ?? null, more: query.hasNextPage, loadMore: () => void query.fetchNextPage(), loadingMore: query.isFetchingNextPage, moreFailed: query.isFetchNextPageError }
}
