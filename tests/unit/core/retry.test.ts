import { describe, expect, test } from 'vitest'
import { atLeast, exponential, reconnectRetry } from '../../../core/retry.ts'

describe('exponential', () => {
  test('doubles its ceiling up to the cap', () => {
    const policy = exponential({ firstMs: 1000, capMs: 10_000, random: () => 1 })
    expect([1, 2, 3, 4, 5, 50].map(policy)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000])
  })

  test('spreads a crowd over the whole time', () => {
    const waits = Array.from({ length: 1000 }, () => exponential({ firstMs: 1000, capMs: 1000 })(1))
    for (const [from, to] of [[0, 250], [250, 500], [500, 750], [750, 1001]] as const) {
      expect(waits.filter((wait) => wait >= from && wait < to).length).toBeGreaterThan(150)
    }
  })

  test('takes an attempt below one for the first', () => {
    expect(exponential({ firstMs: 1000, capMs: 10_000, random: () => 1 })(0)).toBe(1000)
  })
})

test('a floor holds where chance would come back at once', () => {
  expect(atLeast(500, exponential({ firstMs: 1000, capMs: 1000, random: () => 0 }))(1)).toBe(500)
})

test('a broken connection is made again soon, however often it broke', () => {
  for (let attempt = 1; attempt < 200; attempt++) {
    expect(reconnectRetry(attempt)).toBeGreaterThanOrEqual(50)
    expect(reconnectRetry(attempt)).toBeLessThanOrEqual(5_000)
  }
})
