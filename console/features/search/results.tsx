import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { SearchHit } from '../../../core/search/search.ts'
import { useKeys } from '../../app/use-keys.ts'
import { useShellWords } from '../../app/words.ts'
import { Hit } from './hit.tsx'
import { useSearchWords } from './words.ts'
import style from './search.module.css'

interface Props {
  /** Of the question: the place in its answer is kept while one looks at a hit. */
  name: string
  results: { data?: { pages: { rows: SearchHit[] }[] }; hasNextPage: boolean; isFetchingNextPage: boolean; isFetchNextPageError: boolean; fetchNextPage: () => unknown }
  total: { total: number; totalIsExact: boolean }
  scroller: RefObject<HTMLDivElement | null>
}

const maxRows = 10_000

/** Only what is seen is in the page; the rest of ten thousand is a height. */
export function Results({ name, results, total, scroller }: Props) {
  const words = useSearchWords()
  const pages = results.data?.pages
  const hits = useMemo(() => pages?.flatMap((page) => page.rows) ?? [], [pages])
  const count = results.hasNextPage ? Math.min(total.total, maxRows) : hits.length
  const height = useRowHeight()
  const list = useRef<HTMLDivElement>(null)
  const margin = useOffset(list)
  useKeptPlace(name, scroller)
  const virtual = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => height, overscan: 4, scrollMargin: margin, getItemKey: (index) => hits[index]?.mention.id ?? index })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = results
  useEffect(() => virtual.measure(), [virtual, height])
  useEffect(() => {
    if (last >= hits.length - 20 && hasNextPage && !isFetchingNextPage && !isFetchNextPageError && hits.length < maxRows) void fetchNextPage()
  }, [last, hits.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  const active = useRef(-1)
  function move(step: number): void {
    const next = Math.max(0, Math.min(hits.length - 1, active.current + step))
    virtual.scrollToIndex(next, { align: 'auto' })
    // The row may come into the page only after the scroll.
    requestAnimationFrame(() => requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`)?.focus({ preventScroll: true })))
    active.current = next
  }
  useKeys(['search'], { searchNext: () => move(1), searchPrevious: () => move(-1) })
  return (
    <>
      <div ref={list} role="list" aria-label={words.results} data-keys="list" className={style.results} style={{ height: virtual.getTotalSize() }} onFocus={(event) => { active.current = Number(event.target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? active.current) }}>
        {items.map((item) => (
          <div key={item.key} role="listitem" aria-posinset={item.index + 1} aria-setsize={total.totalIsExact ? count : -1} data-index={item.index} className={style.slot} style={{ height, transform: `translateY(${item.start - margin}px)` }}>
            {hits[item.index] ? <Hit hit={hits[item.index]!} /> : <Missing failed={isFetchNextPageError} onRetry={() => void fetchNextPage()} />}
          </div>
        ))}
      </div>
      {(!total.totalIsExact || total.total > maxRows) && hits.length >= maxRows && <p className={style.cut}>{words.rowsCut}</p>}
    </>
  )
}

function Missing({ failed, onRetry }: { failed: boolean; onRetry: () => void }) {
  const shell = useShellWords()
  return failed ? <p className={style.missing}>{shell.failed} <button type="button" onClick={onRetry}>{shell.retry}</button></p> : <div className={style.missing} aria-hidden="true" />
}

/** One height for all rows, so that places are known without drawing. */
function useRowHeight(): number {
  const [height, setHeight] = useState(read)
  useEffect(() => {
    const narrow = matchMedia('(max-width: 719px)')
    const onChange = () => setHeight(read())
    narrow.addEventListener('change', onChange)
    return () => narrow.removeEventListener('change', onChange)
  }, [])
  return height
}

function read(): number {
  return matchMedia('(max-width: 719px)').matches ? 146 : 120
}

const places = new Map<string, number>()

/** Back from a hit one stands where one was. */
function useKeptPlace(name: string, scroller: RefObject<HTMLDivElement | null>): void {
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const before = places.get(name)
    if (before) requestAnimationFrame(() => box.scrollTo({ top: before }))
    const remember = () => void places.set(name, box.scrollTop)
    box.addEventListener('scroll', remember, { passive: true })
    return () => box.removeEventListener('scroll', remember)
  }, [name, scroller])
}

/** How far below the top of what scrolls the list begins: the chart above it opens and closes. */
function useOffset(list: RefObject<HTMLDivElement | null>): number {
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => {
    const element = list.current
    const above = element?.previousElementSibling
    if (!element) return
    const measure = () => setOffset(element.offsetTop)
    measure()
    const watcher = new ResizeObserver(measure)
    if (above) watcher.observe(above)
    return () => watcher.disconnect()
  }, [list])
  return offset
}
