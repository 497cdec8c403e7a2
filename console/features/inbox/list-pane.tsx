import { Button, Menu } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { keep } from '../../app/kept.ts'
import { useStable } from '../../app/use-stable.ts'
import { useShellWords } from '../../app/words.ts'
import { Icon } from '../../ui/icons.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { EmptyPane, ErrorPane, LoadingPane } from '../../ui/pane.tsx'
import type { Bulk } from './bulk.ts'
import { maxRows } from './inbox-list.ts'
import { ListRow } from './list-row.tsx'
import { useNumber } from './numbers.ts'
import { orders, type InboxSearch } from './search-params.ts'
import type { Selection } from './selection.ts'
import type { Inbox } from './use-inbox-list.ts'
import { ViewsMenu } from './views-pane.tsx'
import { useInboxWords } from './words.ts'
import style from './list.module.css'

const Filters = lazyPart(() => import('./filters.tsx').then((module) => module.Filters))
const BulkBar = lazyPart(() => import('./bulk-bar.tsx').then((module) => module.BulkBar))
const BulkProgress = lazyPart(() => import('./bulk-bar.tsx').then((module) => module.BulkProgress))

interface Props {
  inbox: Inbox
  search: InboxSearch
  selection: Selection
  bulk: Bulk
  showsViews: boolean
  listbox: RefObject<HTMLDivElement | null>
  onOpen: (index: number, id: string) => void
}

export function ListPane({ inbox, search, selection, bulk, showsViews, listbox, onOpen }: Props) {
  const words = useInboxWords()
  const { list, newCount, refresh } = inbox
  return (
    <section className={style.pane} aria-label={words.list}>
      <div className={style.tools}>
        {showsViews ? <ViewsMenu search={search} /> : <Total inbox={inbox} />}
        <span className={style.toolsEnd}>
          <FilterButton search={search} />
          <OrderMenu search={search} />
        </span>
      </div>
      {selection.count > 0 && <BulkBar inbox={inbox} selection={selection} bulk={bulk} />}
      {bulk.job && <BulkProgress bulk={bulk} />}
      <div className={style.body}>
        {newCount > 0 && <button type="button" className={style.pill} onClick={refresh}>{words.newOnes(newCount)}</button>}
        <span className="k-hidden" role="status">{newCount > 0 ? words.newOnes(newCount) : ''}</span>
        {list.error ? <ErrorPane error={list.error} onRetry={() => list.retry()} /> : list.total === 0 ? <Empty search={search} /> : <Rows inbox={inbox} search={search} selection={selection} listbox={listbox} onOpen={onOpen} />}
      </div>
    </section>
  )
}

function Rows({ inbox, search, selection, listbox, onOpen }: Omit<Props, 'showsViews' | 'bulk'>) {
  const { list } = inbox
  const words = useInboxWords()
  const height = useRowHeight()
  const virtual = useVirtualizer({ count: list.length, getScrollElement: () => listbox.current, estimateSize: () => height, overscan: 6 })
  const toggle = useStable(selection.toggle)
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => list.want(first, last), [list, first, last])
  useHeightChange(height, () => virtual.measure())
  useEffect(() => {
    listbox.current?.scrollTo({ top: 0 })
  }, [list, listbox])
  const place = search.id ? list.placeOf(search.id) : -1
  useEffect(() => {
    if (place >= 0) bringIntoView(listbox.current, place * height, height)
  }, [listbox, place, height])
  const isDrawn = items.some((item) => item.index === place)
  return (
    <div
      ref={listbox} role="listbox" tabIndex={0} aria-label={words.list} aria-multiselectable="true" aria-busy={list.total === null} aria-activedescendant={isDrawn ? `row-${search.id}` : undefined}
      className={style.rows} data-keys="list"
    >
      {list.total === null ? <div role="presentation"><LoadingPane rowHeight={height} rows={8} /></div> : (
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const row = list.at(item.index)
            if (!row) return <Missing key={item.key} list={list} index={item.index} top={item.start} height={height} />
            return <ListRow key={row.id} row={row} index={item.index} total={list.length} top={item.start} height={height} open={row.id === search.id} selected={selection.all || selection.ids.has(row.id)} left={list.hasLeft(row)} onOpen={onOpen} onSelect={toggle} />
          })}
        </div>
      )}
      {(list.total ?? 0) >= maxRows && !list.totalIsExact && <p role="presentation" className={style.cut}>{words.rowsCut}</p>}
    </div>
  )
}

/** Every place is measured anew only when the person changes the rows' height. */
function useHeightChange(height: number, then: () => void): void {
  const act = useStable(then)
  const before = useRef(height)
  useEffect(() => {
    if (before.current === height) return
    before.current = height
    act()
  }, [height, act])
}

/** As little as is needed: a row that is seen already does not move. */
function bringIntoView(box: HTMLElement | null, top: number, height: number): void {
  if (!box) return
  const { scrollTop, clientHeight } = box
  if (top < scrollTop) box.scrollTo({ top })
  else if (top + height > scrollTop + clientHeight) box.scrollTo({ top: top + height - clientHeight })
}

/** A place whose page is on its way, or did not come. */
function Missing({ list, index, top, height }: { list: Inbox['list']; index: number; top: number; height: number }) {
  const words = useShellWords()
  const failed = list.failureAt(index) !== null
  return (
    <div role="option" aria-selected={false} aria-posinset={index + 1} aria-setsize={list.length} aria-label={failed ? words.failed : words.loading} className={style.row} style={{ height, transform: `translateY(${top}px)` }} onClick={failed ? () => list.retry() : undefined}>
      <span className={style.missing}>{failed ? `${words.failed} ${words.retry}` : ''}</span>
    </div>
  )
}

function Total({ inbox }: { inbox: Inbox }) {
  const words = useInboxWords()
  const number = useNumber()
  const { total, totalIsExact } = inbox.list
  return <span className={style.total} data-numbers="">{total === null ? words.total(words.unknownCount) : words.total(number(total, totalIsExact))}</span>
}

function Empty({ search }: { search: InboxSearch }) {
  const words = useInboxWords()
  const navigate = useNavigate()
  const isFiltered = countFilters(search) > 0
  const view = search.view ?? 'waiting'
  return (
    <EmptyPane title={isFiltered ? words.emptyFiltered : words.empty[view]}>
      {isFiltered && <Button variant="default" onClick={() => void navigate({ to: '/inbox', search: { view, order: search.order } })}>{words.clearFilters}</Button>}
      {!isFiltered && view !== 'all' && <Button variant="default" onClick={() => void navigate({ to: '/inbox', search: { view: 'all' } })}>{words.showAll}</Button>}
    </EmptyPane>
  )
}

function countFilters(search: InboxSearch): number {
  return [search.networks, search.channels, search.sentiments, search.tags, search.assignees, search.teams].reduce((sum, list) => sum + (list?.length ?? 0), 0)
}

function FilterButton({ search }: { search: InboxSearch }) {
  const words = useInboxWords()
  const [open, setOpen] = useState(false)
  const count = countFilters(search)
  return (
    <Menu opened={open} onChange={setOpen} width={280} position="bottom-end" closeOnItemClick={false}>
      <Menu.Target><Button variant={count > 0 ? 'light' : 'subtle'} className={style.tool} leftSection={<Icon name="rule" size={16} />}>{count > 0 ? words.filters(count) : words.filter}</Button></Menu.Target>
      <Menu.Dropdown className={style.filters}>{open && <Filters search={search} />}</Menu.Dropdown>
    </Menu>
  )
}

function OrderMenu({ search }: { search: InboxSearch }) {
  const words = useInboxWords()
  const navigate = useNavigate()
  const current = search.order ?? 'newest'
  return (
    <Menu width={220} position="bottom-end">
      <Menu.Target><Button variant="subtle" className={style.tool} title={words.order} rightSection={<Icon name="down" size={16} />}>{words.orders[current]}</Button></Menu.Target>
      <Menu.Dropdown>
        {orders.map((order) => (
          <Menu.RadioItem key={order} value={order} checked={order === current} onChange={() => { keep('order', order); void navigate({ to: '/inbox', search: { ...search, order } }) }}>{words.orders[order]}</Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function useRowHeight(): number {
  const [height, setHeight] = useState(read)
  useEffect(() => {
    const observer = new MutationObserver(() => setHeight(read()))
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-density'] })
    return () => observer.disconnect()
  }, [])
  return height
}

function read(): number {
  return document.documentElement.dataset['density'] === 'compact' ? 72 : 112
}
