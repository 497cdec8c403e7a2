import { describe, expect, test } from 'vitest'
import { bucketsOf } from '../../../console/features/search/buckets.ts'
import { piecesOf } from '../../../console/features/search/pieces.ts'
import { filtersOf, readSearchSearch } from '../../../console/features/search/search-params.ts'

describe('the words of a hit', () => {
  test('are cut at the marks and nothing else', () => {
    expect(piecesOf('配送が遅いです', [{ start: 0, end: 2, why: 'surface' }, { start: 3, end: 5, why: 'base' }])).toEqual([
      { text: '配送', why: 'surface' }, { text: 'が' }, { text: '遅い', why: 'base' }, { text: 'です' },
    ])
  })

  test('of a long text begin near the first mark, never inside an emoji', () => {
    const text = `${'あ'.repeat(59)}😀${'い'.repeat(39)}配送${'う'.repeat(500)}`
    const pieces = piecesOf(text, [{ start: 100, end: 102, why: 'surface' }])
    expect(pieces.at(0)).toEqual({ text: '…' })
    expect(pieces.at(1)!.text.startsWith('😀')).toBe(true)
    expect(pieces.find((piece) => piece.why)?.text).toBe('配送')
    expect(pieces.at(-1)).toEqual({ text: '…' })
    expect(pieces.every((piece) => piece.text.isWellFormed())).toBe(true)
  })

  test('lose no character of a short text when marks overlap or lie outside', () => {
    const text = '返金してもらいました'
    const pieces = piecesOf(text, [{ start: 0, end: 2, why: 'surface' }, { start: 1, end: 3, why: 'base' }, { start: 8, end: 99, why: 'base' }])
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
  })
})

describe('the address of a search', () => {
  test('days are whole days of the workspace’s zone', () => {
    const filters = filtersOf({ from: '2026-11-24', to: '2026-11-24' }, 'Asia/Tokyo')
    expect([filters.from, filters.to]).toEqual(['2026-11-23T15:00:00.000Z', '2026-11-24T15:00:00.000Z'])
  })

  test('what nobody could have chosen is left out', () => {
    expect(readSearchSearch({ q: 5, sentiments: 'negative,positive', networks: [1, 'x'], from: '24/11/2026', to: '2026-13-40', order: 'worst', other: 'x' })).toEqual({
      q: '5', sentiments: ['negative', 'positive'], networks: ['x'],
    })
  })
})

describe('the days of the chart', () => {
  const day = (at: number) => ({ day: new Date(Date.UTC(2024, 0, 1) + at * 86_400_000).toISOString().slice(0, 10), total: 3, positive: 1, neutral: 1, negative: 1, mixed: 0 })

  test('stay days while they can be told apart', () => {
    expect(bucketsOf(Array.from({ length: 124 }, (_, i) => day(i)))).toMatchObject({ unit: 'day', buckets: { length: 124 } })
  })

  test('become weeks that begin on Monday, and months, and lose nothing', () => {
    const weeks = bucketsOf(Array.from({ length: 400 }, (_, i) => day(i)))
    expect(weeks.unit).toBe('week')
    expect(weeks.buckets[1]!.day).toBe('2024-01-08')
    expect(weeks.buckets.reduce((sum, bucket) => sum + bucket.total, 0)).toBe(1200)
    const months = bucketsOf(Array.from({ length: 1000 }, (_, i) => day(i)))
    expect([months.unit, months.buckets[1]!.day, months.buckets.reduce((sum, bucket) => sum + bucket.negative, 0)]).toEqual(['month', '2024-02-01', 1000])
  })
})
