import { setTimeout as sleep } from 'node:timers/promises'
import { lanes, type Lane, type Listener, type WorkQueue } from '../../core/ports/work-queue.ts'
import type { Engine } from './engine.ts'
import { makeLaneQueue, type LaneQueue } from './lane-queue.ts'

export interface WorkQueueOptions {
  /** The database of record, which also is the queue unless `redisUrl` is given. */
  connectionString: string
  redisUrl?: string | null
  log?: (line: string) => void
}

const scheduleCheckMs = 30_000
/** An outage says the same thing every second to every lane; once a while is enough. */
const repeatAfterMs = 30_000

/**
 * The work queue on BullMQ, over Postgres or Redis. `wake` never throws: what it cannot tell the engine is logged, and the sweep
 * finds the rows. Await it where order matters, and not on the way to answering a webhook.
 */
export async function openWorkQueue({ connectionString, redisUrl, log = () => {} }: WorkQueueOptions): Promise<WorkQueue> {
  const complain = calmly(log)
  const engine = redisUrl ? await openRedis(redisUrl, complain) : await openPostgres(connectionString)
  const queues = new Map(lanes.map((lane) => [lane, openLane(engine, lane, complain)]))
  const listeners = new Set<Listener>()
  const check = setInterval(() => void keepSchedules(queues, complain), scheduleCheckMs)
  check.unref()
  let closed: Promise<void> | undefined

  async function close(): Promise<void> {
    clearInterval(check)
    await Promise.all([...queues.values()].map((queue) => queue.settled()))
    await Promise.all([...listeners].map((listener) => listener.close()))
    await Promise.all([...queues.values()].map((queue) => queue.close()))
    await engine.close()
  }

  return {
    name: engine.name,
    wake: (lane, options = {}) => queues.get(lane)!.wake(options),
    schedule: (lane, everyMs) => queues.get(lane)!.schedule(everyMs),
    async listen(lane, handler, { concurrency = 1 } = {}) {
      const listener = await startListener(engine, lane, handler, { concurrency, complain })
      listeners.add(listener)
      return listener
    },
    async idle() {
      for (let busy = true; busy; ) {
        await Promise.all([...queues.values()].map((queue) => queue.settled()))
        busy = (await countAll(queues)).some(([, count]) => count > 0)
        if (busy) await sleep(15)
      }
    },
    depth: async () => Object.fromEntries(await countAll(queues)),
    close: () => (closed ??= close()),
  }
}

async function openPostgres(connectionString: string): Promise<Engine> {
  const { openPostgresEngine } = await import('./postgres-engine.ts')
  return openPostgresEngine(connectionString)
}

async function openRedis(redisUrl: string, complain: (problem: unknown) => void): Promise<Engine> {
  const { openRedisEngine } = await import('./redis-engine.ts')
  return openRedisEngine(redisUrl, complain)
}

function openLane(engine: Engine, lane: Lane, complain: (problem: unknown) => void): LaneQueue {
  const queue = engine.makeQueue(lane)
  queue.on('error', complain)
  return makeLaneQueue(lane, queue, complain)
}

interface ListenerOptions {
  concurrency: number
  complain: (problem: unknown) => void
}

async function startListener(engine: Engine, lane: Lane, handler: Parameters<WorkQueue['listen']>[1], { concurrency, complain }: ListenerOptions): Promise<Listener> {
  const worker = engine.makeWorker(lane, run, { concurrency })
  worker.on('error', complain)

  async function run(job: { id?: string }): Promise<void> {
    try {
      await handler({ id: String(job.id), lane })
    } catch (problem) {
      complain(problem)
      throw problem
    }
  }
  await worker.waitUntilReady()
  return { close: () => worker.close() }
}

async function keepSchedules(queues: ReadonlyMap<Lane, LaneQueue>, complain: (problem: unknown) => void): Promise<void> {
  for (const queue of queues.values()) await queue.keepSchedule().catch(complain)
}

function countAll(queues: ReadonlyMap<Lane, LaneQueue>): Promise<[Lane, number][]> {
  return Promise.all([...queues].map(async ([lane, queue]): Promise<[Lane, number]> => [lane, await queue.waitingAndRunning()]))
}

function calmly(log: (line: string) => void): (problem: unknown) => void {
  const said = new Map<string, number>()
  return (problem) => {
    const words = problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem)
    if ((said.get(words) ?? -Infinity) > Date.now() - repeatAfterMs) return
    if (said.size > 100) said.clear()
    said.set(words, Date.now())
    log(`work queue: ${words}`)
  }
}
