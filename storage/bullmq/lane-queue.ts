import type { Lane, WakeOptions } from '../../core/ports/work-queue.ts'
import { coalesce } from './coalesce.ts'
import { jobOptions, type JobQueue } from './engine.ts'

/** At most this often does a process look whether its lane needs another job. */
const gapMs = 10
/** Delayed wakes that fall into the same moment share one job. */
const momentMs = 100

export interface LaneQueue {
  wake(options: WakeOptions): Promise<void>
  schedule(everyMs: number): Promise<void>
  /** Schedules asked for earlier are there again, whatever happened to the engine's memory. */
  keepSchedule(): Promise<void>
  /** Resolves when no wake of this process is on its way. */
  settled(): Promise<void>
  waitingAndRunning(): Promise<number>
  close(): Promise<void>
}

export function makeLaneQueue(lane: Lane, queue: JobQueue, log: (problem: unknown) => void): LaneQueue {
  const now = coalesce(addUnlessOneWaits, gapMs)
  const moments = new Map<number, Promise<void>>()
  let every: number | null = null

  /** A job that nobody has taken yet will see everything committed until now; a running one may not, so it does not count. */
  async function addUnlessOneWaits(): Promise<void> {
    try {
      if ((await queue.getJobCountByTypes('waiting', 'prioritized')) > 0) return
      await queue.add(lane, {})
    } catch (problem) {
      log(problem)
    }
  }

  async function addAt(moment: number): Promise<void> {
    try {
      await queue.add(lane, {}, { delay: Math.max(moment - Date.now(), 1) })
    } catch (problem) {
      moments.delete(moment)
      log(problem)
    }
  }

  async function register(everyMs: number): Promise<void> {
    await queue.upsertJobScheduler('sweep', { every: everyMs }, { name: lane, data: {}, opts: jobOptions })
  }

  return {
    // Jobs of a lane are alike and rows are claimed by their own order, so an urgent wake differs only by not being later.
    wake({ delayMs = 0 }) {
      if (delayMs <= 0) return now.ask()
      const moment = Math.ceil((Date.now() + delayMs) / momentMs) * momentMs
      for (const past of moments.keys()) if (past <= Date.now()) moments.delete(past)
      const added = moments.get(moment) ?? addAt(moment)
      moments.set(moment, added)
      return added
    },
    async schedule(everyMs) {
      every = everyMs
      await register(everyMs)
    },
    async keepSchedule() {
      if (every === null || (await queue.getJobScheduler('sweep'))) return
      await register(every)
    },
    async settled() {
      await now.settled()
      await Promise.all(moments.values())
    },
    waitingAndRunning: () => queue.getJobCountByTypes('waiting', 'prioritized', 'active'),
    close: () => queue.close(),
  }
}
