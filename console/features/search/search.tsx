import { Button, NativeSelect } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { useCan } from '../../app/me.ts'
import { useNumbers } from '../../app/numbers.ts'
import { Screen } from '../../app/screen.tsx'
import { useTimes } from '../../app/zone.ts'
import { Icon } from '../../ui/icons.tsx'
import { EmptyPane, Pane } from '../../ui/pane.tsx'
import { facetsQuery, resultsQuery, trendQuery } from './calls.ts'
import { ExportMenu } from './export-menu.tsx'
import { QueryBox } from './query-box.tsx'
import { Results } from './results.tsx'
import { countFilters, filtersOf, orders, type SearchSearch } from './search-params.ts'
import { Trend } from './trend.tsx'
import { useSearchWords } from './words.ts'
import style from './search.module.css'

const Filters = lazy(() => import('./filters.tsx').then((module) => ({ default: module.Filters })))
const route = getRouteApi('/shell/search')

/** Ask across everything that was heard. */
export function Search() {
  const words = useSearchWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const client = useQueryClient()
  const { zone } = useTimes()
  const filters = useMemo(() => filtersOf(search, zone), [search, zone])
  const order = search.order ?? 'newest'
  const results = useInfiniteQuery(resultsQuery(filters, order))
  const facets = useQuery({ ...facetsQuery(filters), placeholderData: keepPreviousData })
  const trend = useQuery(trendQuery(filters))
  const [showsFilters, setShowsFilters] = useState(false)
  const scroller = useRef<HTMLDivElement>(null)
  const first = results.data?.pages[0]
  const queryError = results.error instanceof ApiError && typeof results.error.details['at'] === 'number' ? results.error : null
  function change(part: Partial<SearchSearch>): void {
    void navigate({ search: (old) => ({ ...old, ...part }) })
    scroller.current?.scrollTo({ top: 0 })
  }
  function ask(q: string): void {
    if (q === (search.q ?? '')) void client.resetQueries({ queryKey: ['search'] })
    else change({ q: q || undefined })
  }
  return (
    <Screen title={words.title} fixed>
      <div className={style.search} data-filters={showsFilters}>
        <div className={style.top}>
          <QueryBox q={search.q ?? ''} problem={queryError} onSearch={ask} />
          <Tools search={search} total={first} filters={filters} showsFilters={showsFilters} onFilters={() => setShowsFilters(!showsFilters)} onChange={change} />
        </div>
        <aside className={style.filters} aria-label={words.filters}><Suspense><Filters search={search} facets={facets.data} isCapped={first?.totalIsExact === false} onChange={change} /></Suspense></aside>
        <div ref={scroller} className={style.scroll} tabIndex={0} role="region" aria-label={words.results} aria-busy={results.isFetching}>
          {queryError === null && <Trend query={trend} />}
          {queryError === null && (
            <Pane query={{ data: first, error: results.error, refetch: results.refetch }} rowHeight={136}>
              {() => first!.rows.length === 0
                ? <EmptyPane title={words.empty}><p>{words.emptyHint}</p>{countFilters(search) > 0 && <Button variant="default" onClick={() => void navigate({ search: { q: search.q, order: search.order } })}>{words.clear}</Button>}</EmptyPane>
                : <Results key={JSON.stringify([filters, order])} name={JSON.stringify([filters, order])} results={results} total={first!} scroller={scroller} />}
            </Pane>
          )}
        </div>
      </div>
    </Screen>
  )
}

interface ToolsProps {
  search: SearchSearch
  total: { total: number; totalIsExact: boolean } | undefined
  filters: ReturnType<typeof filtersOf>
  showsFilters: boolean
  onFilters: () => void
  onChange: (part: Partial<SearchSearch>) => void
}

function Tools({ search, total, filters, showsFilters, onFilters, onChange }: ToolsProps) {
  const words = useSearchWords()
  const numbers = useNumbers()
  const mayExport = useCan('export')
  const n = countFilters(search)
  const { networks, channels, sentiments, tags, assignees, teams } = search
  return (
    <div className={style.tools}>
      <b role="status" data-numbers="">{total ? words.total(numbers.total(total)) : words.unknownCount}</b>
      <Button variant={n > 0 ? 'light' : 'default'} className={style.filterButton} aria-expanded={showsFilters} leftSection={<Icon name="rule" size={16} />} onClick={onFilters}>{n > 0 ? words.filtersN(n) : words.filters}</Button>
      <span className={style.toolsEnd}>
        <NativeSelect aria-label={words.order} value={search.order ?? 'newest'} onChange={(event) => onChange({ order: event.currentTarget.value as SearchSearch['order'] })} data={orders.map((value) => ({ value, label: words.orders[value] }))} />
        {mayExport && <ExportMenu filters={filters} />}
        {(networks ?? channels ?? sentiments ?? tags ?? assignees ?? teams) && <Link to="/inbox" search={{ view: 'all', networks, channels, sentiments, tags, assignees, teams }} className={style.toInbox}>{words.openAll}</Link>}
      </span>
    </div>
  )
}
