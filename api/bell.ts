import type { Wake } from './hub.ts'

/** Remembers what rang until somebody looks, once for each reason. */
export interface Bell {
  ring(why: Wake): void
  /** Empty after `ms` of silence. */
  next(ms: number): Promise<Wake[]>
}

export function makeBell(): Bell {
  let rung = new Map<string, Wake>()
  let answer: (() => void) | null = null
  return {
    ring(why) {
      rung.set(typeof why === 'string' ? why : `presence ${why.presence}`, why)
      answer?.()
    },
    async next(ms) {
      if (rung.size === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms).unref()
          answer = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        answer = null
      }
      const whys = [...rung.values()]
      rung = new Map()
      return whys
    },
  }
}
