import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { TrendResult } from '../../../core/search/search.ts'
import { useNumbers } from '../../app/numbers.ts'
import { useShellWords } from '../../app/words.ts'
import { SentimentChip } from '../../ui/sentiment-chip.tsx'
import { bucketsOf, type Bucket } from './buckets.ts'
import { useSearchWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './search.module.css'

const labels = ['negative', 'mixed', 'neutral', 'positive'] as const
const height = 72

/** A bar a day, the sentiments stacked; drawn by hand, for a chart library would weigh more than the screen. Its failure costs the list nothing. */
export function Trend({ query }: { query: { data: TrendResult | undefined } }) {
  const words = useSearchWords()
  const numbers = useNumbers()
  if (!query.data) return <div className={style.trend} />
  const { buckets, unit } = bucketsOf(query.data.days)
  const title = unit === 'day' ? words.trend : unit === 'week' ? words.trendWeekly : words.trendMonthly
  const most = buckets.reduce<Bucket | null>((best, bucket) => (best === null || bucket.total > best.total ? bucket : best), null)
  if (!most || most.total === 0) return <div className={style.trend} />
  const sum = buckets.reduce((n, bucket) => n + bucket.total, 0)
  const summary = words.trendSummary(numbers.count(sum), most.day.replaceAll('-', '/'), numbers.count(most.total))
  return (
    <figure className={style.trend}>
      <figcaption>{title} <span className={style.legend}>{labels.toReversed().map((label) => <SentimentChip key={label} sentiment={label} />)}</span></figcaption>
      <Bars buckets={buckets} max={most.total} label={`${title} ${summary}`} />
      <div className={style.axis} aria-hidden="true"><span>{buckets[0]!.day.replaceAll('-', '/')}</span>{buckets.length > 1 && <span>{buckets.at(-1)!.day.replaceAll('-', '/')}</span>}</div>
      <details>
        <summary>{words.asTable}</summary>
        <Table buckets={buckets} title={title} first={unit === 'day' ? words.day : words.dayFrom} />
      </details>
    </figure>
  )
}

/** Never by colour alone: negative is hatched, mixed is dotted. Drawn in true pixels, so that patterns keep their shape. */
function Bars({ buckets, max, label }: { buckets: Bucket[]; max: number; label: string }) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const slot = width / buckets.length
  const bar = Math.min(slot * 0.8, 32)
  return (
    <div ref={box} className={style.bars}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label}>
          <defs>
            <pattern id="trend-negative" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--chart-negative)" /><rect width="1.5" height="6" fill="var(--bg)" /></pattern>
            <pattern id="trend-mixed" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="var(--chart-mixed)" /><circle cx="3" cy="3" r="1.2" fill="var(--bg)" /></pattern>
          </defs>
          {buckets.map((bucket, i) => <Stack key={bucket.day} bucket={bucket} x={i * slot + (slot - bar) / 2} width={bar} max={max} />)}
        </svg>
      )}
    </div>
  )
}

function Stack({ bucket, x, width, max }: { bucket: Bucket; x: number; width: number; max: number }) {
  const words = useShellWords().sentiments
  return (
    <g>
      <title>{`${bucket.day} ${bucket.total}: ${labels.map((label) => `${words[label]} ${bucket[label]}`).join(', ')}`}</title>
      {partsOf(bucket, max).map(({ label, top, size }) => (
        <rect key={label} x={x} y={top} width={width} height={size} fill={label === 'negative' || label === 'mixed' ? `url(#trend-${label})` : `var(--chart-${label})`} />
      ))}
    </g>
  )
}

/** From the ground up. */
function partsOf(bucket: Bucket, max: number): { label: (typeof labels)[number]; top: number; size: number }[] {
  const parts = []
  let top = height
  for (const label of labels) {
    const size = (bucket[label] / max) * (height - 2)
    top -= size
    if (size > 0) parts.push({ label, top, size })
  }
  return parts
}

function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    if (!box.current) return
    const watcher = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)))
    watcher.observe(box.current)
    return () => watcher.disconnect()
  }, [box])
  return width
}

function Table({ buckets, title, first }: { buckets: Bucket[]; title: string; first: string }) {
  const words = useSearchWords()
  const sentiments = useShellWords().sentiments
  const numbers = useNumbers()
  return (
    <div className={style.tableBox} tabIndex={0} role="region" aria-label={title}>
      <table className={parts.table}>
        <caption className="k-hidden">{title}</caption>
        <thead><tr><th scope="col">{first}</th><th scope="col" data-numbers="">{words.totalColumn}</th>{labels.toReversed().map((label) => <th key={label} scope="col" data-numbers="">{sentiments[label]}</th>)}</tr></thead>
        <tbody>
          {buckets.toReversed().map((bucket) => (
            <tr key={bucket.day}><th scope="row">{bucket.day.replaceAll('-', '/')}</th><td data-numbers="">{numbers.count(bucket.total)}</td>{labels.toReversed().map((label) => <td key={label} data-numbers="">{numbers.count(bucket[label])}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
