import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { memo } from 'react'
import type { InboxView } from '../../../core/conversation/conversation.ts'
import { Icon } from '../../ui/icons.tsx'
import { countsQuery } from './calls.ts'
import { useNumber } from './numbers.ts'
import { views, type InboxSearch } from './search-params.ts'
import { useInboxWords } from './words.ts'
import style from './inbox.module.css'

/** A view's address keeps the order and lets go of filters and the open conversation. */
export function searchOfView(search: InboxSearch, view: InboxView): InboxSearch {
  return { view, ...(search.order && { order: search.order }) }
}

function useCounts(): (view: InboxView) => string {
  const counts = useQuery(countsQuery)
  const words = useInboxWords()
  const number = useNumber()
  // An unknown count is a dash, never 0.
  return (view) => (counts.data && !counts.isError ? number(counts.data[view]) : words.unknownCount)
}

export const ViewsPane = memo(function ViewsPane({ search }: { search: InboxSearch }) {
  const words = useInboxWords()
  const countOf = useCounts()
  const current = search.view ?? 'waiting'
  return (
    <nav className={style.views} aria-label={words.viewsLabel}>
      <ul>
        {views.map((view) => (
          <li key={view}>
            <Link to="/inbox" search={searchOfView(search, view)} activeOptions={{ exact: true, includeSearch: true }} className={style.view} aria-current={view === current ? 'page' : undefined}>
              <span>{words.views[view]}</span><span data-numbers="">{countOf(view)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
})

/** The same views where there is no room for a pane. */
export function ViewsMenu({ search }: { search: InboxSearch }) {
  const words = useInboxWords()
  const countOf = useCounts()
  const navigate = useNavigate()
  const current = search.view ?? 'waiting'
  return (
    <Menu width={220} position="bottom-start">
      <Menu.Target>
        <button type="button" className={style.viewsButton}>
          <b>{words.views[current]}</b><span data-numbers="">{countOf(current)}</span><Icon name="down" size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {views.map((view) => (
          <Menu.RadioItem key={view} value={view} checked={view === current} rightSection={<span data-numbers="">{countOf(view)}</span>} onChange={() => void navigate({ to: '/inbox', search: searchOfView(search, view) })}>{words.views[view]}</Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
