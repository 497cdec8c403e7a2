import { Button, NativeSelect } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMembers, useTeams } from '../../app/directory.ts'
import { useNumbers } from '../../app/numbers.ts'
import { Screen } from '../../app/screen.tsx'
import { FilterMenu } from '../../ui/filter-menu.tsx'
import { MoreRows } from '../../ui/more-rows.tsx'
import { EmptyPane, Pane } from '../../ui/pane.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { useRowKeys } from '../../ui/use-row-keys.ts'
import { listTickets } from './calls.ts'
import { orders, states, views, type TicketsSearch } from './search-params.ts'
import { TicketItem } from './ticket-item.tsx'
import { useTicketWords } from './words.ts'
import style from './tickets.module.css'

const route = getRouteApi('/shell/tickets')

/** Tickets of a view, the one due first on top. */
export function Tickets() {
  const words = useTicketWords()
  const numbers = useNumbers()
  const search = route.useSearch()
  const view = search.view ?? 'open'
  const { query, rows, first, ...rest } = usePages(['tickets', search], (after, signal) => listTickets(search, after, signal))
  const list = useRowKeys<HTMLUListElement>()
  const filtered = Boolean(search.states ?? search.assignees ?? search.teams)
  return (
    <Screen title={words.title}>
      <nav aria-label={words.viewsLabel} className={style.views}>
        {views.map((one) => (
          <Link key={one} from="/tickets" to="/tickets" search={(old) => ({ ...old, view: one })} aria-current={one === view ? 'page' : undefined}>{words.views[one]}</Link>
        ))}
      </nav>
      <Tools search={search} count={first ? words.total(numbers.total(first)) : words.unknownCount} />
      <Pane query={{ data: first ?? undefined, error: query.error, refetch: query.refetch }} rowHeight={76}>
        {() => rows.length === 0
          ? <EmptyPane title={filtered ? words.emptyFiltered : words.empty[view]} />
          : <>
              <ul className={style.list} ref={list} aria-label={words.list} data-keys="list">{rows.map((ticket) => <TicketItem key={ticket.id} ticket={ticket} />)}</ul>
              <MoreRows more={rest.more} loading={rest.loadingMore} failed={rest.moreFailed} onMore={rest.loadMore} />
            </>}
      </Pane>
    </Screen>
  )
}

function Tools({ search, count }: { search: TicketsSearch; count: string }) {
  const words = useTicketWords()
  const navigate = route.useNavigate()
  const members = useMembers()
  const teams = useTeams()
  function change(part: Partial<TicketsSearch>): void {
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true })
  }
  function some<T>(list: T[]): T[] | undefined {
    return list.length === 0 ? undefined : list
  }
  return (
    <div className={style.tools}>
      <span role="status" data-numbers="">{count}</span>
      <FilterMenu label={words.state} choices={states.map((value) => ({ value, label: words.states[value] }))} chosen={search.states ?? []} onChange={(list) => change({ states: some(list as (typeof states)[number][]) })} />
      <FilterMenu label={words.assignee} choices={[{ value: 'none', label: words.nobody }, ...members.map((member) => ({ value: member.userId, label: member.name }))]} chosen={search.assignees ?? []} onChange={(list) => change({ assignees: some(list) })} />
      {teams.length > 0 && <FilterMenu label={words.team} choices={teams.map((team) => ({ value: team.id, label: team.name }))} chosen={search.teams ?? []} onChange={(list) => change({ teams: some(list) })} />}
      {(search.states ?? search.assignees ?? search.teams) && <Button variant="subtle" onClick={() => change({ states: undefined, assignees: undefined, teams: undefined })}>{words.clear}</Button>}
      <NativeSelect aria-label={words.order} className={style.order} value={search.order ?? 'due'} onChange={(event) => change({ order: event.currentTarget.value as TicketsSearch['order'] })} data={orders.map((value) => ({ value, label: words.orders[value] }))} />
    </div>
  )
}
