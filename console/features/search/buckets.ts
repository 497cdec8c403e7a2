import type { TrendResult } from '../../../core/search/search.ts'

export type Bucket = TrendResult['days'][number]

/** A day each while days can be told apart; then weeks, then months, named by their first day that is shown. */
export function bucketsOf(days: readonly Bucket[]): { buckets: Bucket[]; unit: 'day' | 'week' | 'month' } {
  const unit = days.length <= 124 ? 'day' : days.length <= 870 ? 'week' : 'month'
  if (unit === 'day') return { buckets: [...days], unit }
  const grouped = Map.groupBy(days, ({ day }) => (unit === 'month' ? day.slice(0, 7) : mondayOf(day)))
  return { buckets: [...grouped.values()].map(sum), unit }
}

function sum(days: readonly Bucket[]): Bucket {
  const add = (key: Exclude<keyof Bucket, 'day'>) => days.reduce((n, day) => n + day[key], 0)
  return { day: days[0]!.day, total: add('total'), positive: add('positive'), neutral: add('neutral'), negative: add('negative'), mixed: add('mixed') }
}

function mondayOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7))
  return at.toISOString().slice(0, 10)
}
