import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openWorkQueue } from '../../storage/bullmq/open-work-queue.ts'
import type { Lane, WorkQueue } from '../../core/ports/work-queue.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

/** Its database is emptied. */
const redisUrl = process.env.REDIS_TEST_URL
const engines = [
  { name: 'Postgres', redisUrl: null, run: true },
  { name: redisUrl ? 'Redis' : 'Redis (skipped: REDIS_TEST_URL names no server)', redisUrl: redisUrl ?? null, run: redisUrl !== undefined },
]

describe.each(engines)('work queue on $name', (engine) => {
  let database: TestDatabase
  let opened: WorkQueue[] = []
  let lines: string[] = []
  beforeAll(async () => {
    database = await openTestDatabase()
    if (engine.redisUrl) await empty(engine.redisUrl)
  })
  afterEach(async () => {
    await Promise.all(opened.map((queue) => queue.close()))
    opened = []
    lines = []
  })
  afterAll(() => database.close())

  async function open(): Promise<WorkQueue> {
    const queue = await openWorkQueue({ connectionString: database.connectionString, redisUrl: engine.redisUrl, log: (line) => lines.push(line) })
    opened.push(queue)
    return queue
  }

  test.runIf(engine.run)('a wake runs the listener of its lane and of no other', async () => {
    const queue = await open()
    const runs: Lane[] = []
    await queue.listen('listen', async (job) => void runs.push(job.lane))
    await queue.listen('publish', async (job) => void runs.push(job.lane))
    await queue.wake('publish')
    await queue.idle()
    expect(runs).toEqual(['publish'])
    expect(await queue.depth()).toMatchObject({ listen: 0, publish: 0 })
  })

  test.runIf(engine.run)('what was asked for before anybody listened is not lost, and is asked for once', async () => {
    const [producer, worker] = [await open(), await open()]
    for (let i = 0; i < 50; i++) await producer.wake('index')
    expect((await producer.depth()).index).toBe(1)
    let runs = 0
    await worker.listen('index', async () => void runs++)
    await worker.idle()
    expect(runs).toBe(1)
  })

  test.runIf(engine.run)('every row committed before a wake is seen by a run, however writers and runs overlap', async () => {
    const [producer, worker] = [await open(), await open()]
    let written = 0
    let seen = 0
    let runs = 0
    await worker.listen('listen', async () => {
      runs++
      const upTo = written
      await sleep(3)
      seen = Math.max(seen, upTo)
    })
    await Promise.all(Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; i < 40; i++) {
        await sleep((writer * 7 + i * 3) % 11)
        written++
        void producer.wake('listen')
      }
    }))
    await producer.idle()
    expect(written).toBe(320)
    expect(seen).toBe(320)
    expect(runs).toBeLessThan(320)
  })

  test.runIf(engine.run)('a wake from inside the handler leads to another run', async () => {
    const queue = await open()
    let left = 5
    await queue.listen('bulk', async () => {
      left--
      if (left > 0) await queue.wake('bulk')
    })
    await queue.wake('bulk')
    await queue.idle()
    expect(left).toBe(0)
  })

  test.runIf(engine.run)('one job goes to one listener in the whole system', async () => {
    const [one, two] = [await open(), await open()]
    const taken: string[] = []
    for (const queue of [one, two]) await queue.listen('poll', async (job) => void taken.push(job.id))
    for (let i = 0; i < 20; i++) {
      await one.wake('poll')
      await one.idle()
    }
    expect(taken).toHaveLength(20)
    expect(new Set(taken).size).toBe(20)
  })

  test.runIf(engine.run)('a throwing handler is logged, its job is gone, and the lane goes on', async () => {
    const queue = await open()
    let runs = 0
    await queue.listen('chores', async () => {
      runs++
      if (runs === 1) throw new Error('the first sweep fell over')
    })
    await queue.wake('chores')
    await queue.idle()
    expect(runs).toBe(1)
    expect(lines.join()).toContain('the first sweep fell over')
    await queue.wake('chores')
    await queue.idle()
    expect(runs).toBe(2)
  })

  test.runIf(engine.run)('more failures than are kept do not silence a lane', async () => {
    const queue = await open()
    let runs = 0
    await queue.listen('chores', async () => {
      runs++
      throw new Error('again')
    })
    for (let i = 0; i < 105; i++) {
      await queue.wake('chores')
      await queue.idle()
    }
    expect(runs).toBe(105)
  })

  test.runIf(engine.run)('a delayed wake runs after its delay and does not keep the queue from being idle', async () => {
    const queue = await open()
    let ranAt = 0
    const ran = Promise.withResolvers<void>()
    await queue.listen('publish', async () => {
      ranAt = Date.now()
      ran.resolve()
    })
    const askedAt = Date.now()
    await Promise.all(Array.from({ length: 10 }, () => queue.wake('publish', { delayMs: 400 })))
    await queue.idle()
    expect(ranAt).toBe(0)
    await ran.promise
    expect(ranAt - askedAt).toBeGreaterThanOrEqual(399)
  })

  test.runIf(engine.run)('closing a listener waits for the job in hand and takes no other', async () => {
    const queue = await open()
    const [began, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let ended = 0
    const listener = await queue.listen('listen', async () => {
      began.resolve()
      await mayEnd.promise
      ended++
    })
    await queue.wake('listen')
    await began.promise
    await queue.wake('listen')
    const closed = listener.close()
    mayEnd.resolve()
    await closed
    expect(ended).toBe(1)
    expect((await queue.depth()).listen).toBe(1)
    await queue.listen('listen', async () => void ended++)
    await queue.idle()
    expect(ended).toBe(2)
  })

  test.runIf(engine.run)('concurrency lets jobs of a lane run side by side', async () => {
    const queue = await open()
    const both = Promise.withResolvers<void>()
    let inside = 0
    await queue.listen('bulk', async () => {
      inside++
      if (inside === 2) both.resolve()
      await both.promise
    }, { concurrency: 2 })
    await queue.wake('bulk')
    while (inside < 1) await sleep(5)
    await queue.wake('bulk')
    await queue.idle()
    expect(inside).toBe(2)
  })

  test.runIf(engine.run && engine.redisUrl === null)('connections that the server cuts are made again, and no wake is lost', async () => {
    const queue = await open()
    let runs = 0
    await queue.listen('listen', async () => void runs++)
    await queue.wake('listen')
    await queue.idle()
    await database.pool.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'kikimimi-test'")
    while (runs < 2) {
      await queue.wake('listen')
      await sleep(50)
    }
    await queue.idle()
    const before = runs
    await queue.wake('listen')
    await queue.idle()
    expect(runs).toBe(before + 1)
  })

  test.runIf(engine.run)('a schedule fires once in the whole system however many processes ask for it', async () => {
    const queues = [await open(), await open(), await open()]
    const fired: number[] = []
    const enough = Promise.withResolvers<void>()
    for (const queue of queues) {
      await queue.listen('chores', async () => {
        fired.push(Date.now())
        if (fired.length === 6) enough.resolve()
      })
    }
    for (const queue of queues) await queue.schedule('chores', 300)
    await enough.promise
    // Three schedules would have fired six times within two periods; one needs five, less the part of a period it began with.
    expect(fired.at(-1)! - fired[0]!).toBeGreaterThan(1000)
  })
})

async function empty(url: string): Promise<void> {
  const redis = new Redis(url)
  await redis.flushdb()
  await redis.quit()
}
