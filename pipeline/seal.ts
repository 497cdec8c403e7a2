import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import { sealEvents, type Head } from '../core/event/seal-events.ts'
import { noFailPoint, type FailPoint } from '../core/fail-point.ts'
import type { Log } from '../core/log.ts'
import type { Tables } from '../core/tables.ts'
import { listenTo } from './listen-to.ts'

export interface SealerOptions {
  /** As the system role. */
  kysely: Kysely<Tables>
  pool: pg.Pool
  log: Pick<Log, 'error'>
  /** Told of every batch, after its commit: `relay.announce`. */
  announce?: (heads: readonly Head[]) => void
  failPoint?: FailPoint
  /** How long an event waits at most when its NOTIFY was lost. */
  pollMs?: number
}

export interface Sealer {
  /** Looks now, without waiting for NOTIFY or poll. */
  wake(): void
  /** Resolves when every event committed before the call has its position. Rejects when the database does not answer. */
  drain(): Promise<void>
  /** Finishes the batch in hand. */
  stop(): Promise<void>
}

const batchSize = 500
const busyMs = 25

/** Any number of processes may run one; a lock lets one of them seal at a time. */
export async function startSealer(options: SealerOptions): Promise<Sealer> {
  const { kysely, pool, log, announce = () => {}, failPoint = noFailPoint, pollMs = 1000 } = options
  let stopped = false
  let asked = false
  let running: Promise<void> | null = null

  function wake(): void {
    asked = true
    if (stopped || running) return
    running = run().finally(() => {
      running = null
      if (asked && !stopped) wake()
    })
  }

  async function run(): Promise<void> {
    asked = false
    try {
      await sealAll()
    } catch (error) {
      // The poll comes again; an outage of the database is told by its own health.
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'sealing failed')
      asked = false
    }
  }

  async function sealAll(): Promise<void> {
    while (!stopped) {
      const result = await kysely.transaction().execute(async (db) => {
        const sealed = await sealEvents(db, batchSize)
        if (sealed.kind === 'sealed' && sealed.events > 0) failPoint('seal-batch')
        return sealed
      })
      if (result.kind === 'busy') {
        if (!(await hasUnsealed(kysely))) return
        await sleep(busyMs)
        continue
      }
      if (result.heads.length > 0) announce(result.heads)
      if (result.events < batchSize) return
    }
  }

  const listening = await listenTo(pool, 'kikimimi_seal', wake, wake)
  const poll = setInterval(wake, pollMs)
  poll.unref()
  wake()

  return {
    wake,
    async drain() {
      while (!stopped && (await hasUnsealed(kysely))) await sealAll()
    },
    async stop() {
      stopped = true
      clearInterval(poll)
      await listening.close()
      await running
    },
  }
}

async function hasUnsealed(kysely: Kysely<Tables>): Promise<boolean> {
  return (await kysely.selectFrom('event').select('id').where('position', 'is', null).limit(1).executeTakeFirst()) !== undefined
}
