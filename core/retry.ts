/** How long to wait after the given attempt (the first is 1) before the next, in milliseconds. */
export type RetryPolicy = (attempt: number) => number

export interface ExponentialOptions {
  firstMs: number
  capMs: number
  factor?: number
  random?: () => number
}

/** Exponential with full jitter: anything between nothing and the ceiling, so that a crowd does not come back as a crowd. */
export function exponential({ firstMs, capMs, factor = 2, random = Math.random }: ExponentialOptions): RetryPolicy {
  return function wait(attempt) {
    const ceiling = Math.min(capMs, firstMs * factor ** (Math.max(attempt, 1) - 1))
    return Math.round(random() * ceiling)
  }
}

/** Where coming back at once would do harm: a channel that failed, a row that may be poison. */
export function atLeast(floorMs: number, policy: RetryPolicy): RetryPolicy {
  return (attempt) => Math.max(floorMs, policy(attempt))
}

/** A connection of our own that broke. */
export const reconnectRetry = atLeast(50, exponential({ firstMs: 200, capMs: 5_000 }))
