import { setTimeout as sleep } from 'node:timers/promises'

export interface Coalesced {
  /** Resolves when a run that began after this call has ended. */
  ask(): Promise<void>
  /** Resolves when nothing is asked for or running. */
  settled(): Promise<void>
}

/**
 * Many callers, few runs: whoever asks while a run is yet to begin shares it; whoever asks later gets a run of their own.
 * So the last one to ask is never forgotten. `run` must not throw; runs begin at least `gapMs` apart.
 */
export function coalesce(run: () => Promise<void>, gapMs: number): Coalesced {
  let next: Promise<void> | null = null
  let last: Promise<void> = Promise.resolve()
  let begunAt = -Infinity

  async function after(previous: Promise<void>): Promise<void> {
    await previous
    const rest = begunAt + gapMs - performance.now()
    if (rest > 0) await sleep(rest)
    begunAt = performance.now()
    next = null
    await run()
  }

  return {
    ask() {
      if (next === null) {
        next = after(last)
        last = next
      }
      return next
    },
    async settled() {
      for (let seen: Promise<void> | undefined; seen !== last; ) {
        seen = last
        await seen
      }
    },
  }
}
