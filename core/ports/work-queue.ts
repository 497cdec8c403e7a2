/**
 * Wakes workers. A job carries no truth: it means "claim what waits in this lane", so losing one
 * loses nothing (a sweep finds the rows) and getting one twice does no harm (rows are claimed by lease).
 */
export interface WorkQueue {
  readonly name: string
  /** Asks for a run of `lane`. At least once; delivered to one listener in the whole system. */
  wake(lane: Lane, options?: WakeOptions): Promise<void>
  /**
   * Calls `handler` for each job of the lane until the returned listener is closed. The handler must be idempotent.
   * A throwing handler is logged and the job is gone: the sweep, not the queue, brings the work back.
   */
  listen(lane: Lane, handler: (job: Job) => Promise<void>, options?: { concurrency?: number }): Promise<Listener>
  /** Wakes `lane` every `everyMs`, once in the whole system however many processes ask for it. */
  schedule(lane: Lane, everyMs: number): Promise<void>
  /** Resolves when no job waits or runs in any lane, delayed ones aside. */
  idle(): Promise<void>
  /** Jobs that wait and run now, for the system page. */
  depth(): Promise<Record<string, number>>
  close(): Promise<void>
}

/** `listen`: intake rows wait. `publish`: outbound actions are due. `poll`: channels are due. `index`: the index outbox. `chores`: sweeps and retention. `bulk`: long jobs of people. */
export type Lane = 'listen' | 'publish' | 'poll' | 'index' | 'chores' | 'bulk'
export const lanes: readonly Lane[] = ['listen', 'publish', 'poll', 'index', 'chores', 'bulk']

export interface WakeOptions {
  /** Milliseconds until the job may run. */
  delayMs?: number
  /** People wait for it: it goes before bulk work. */
  urgent?: boolean
}

export interface Job {
  id: string
  lane: Lane
}

export interface Listener {
  /** Stops taking jobs and waits for the one in hand. */
  close(): Promise<void>
}
