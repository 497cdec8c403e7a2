import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Listener } from '../../core/ports/work-queue.ts'
import type { Pipeline } from '../ports.ts'
import { claimPage } from './claim.ts'
import { runPage } from './run-page.ts'

/** Claims pages and runs the steps over them until nothing waits. Any number of processes may do so. */
export function startListening(pipeline: Pipeline, concurrency = 2): Promise<Listener> {
  return pipeline.queue.listen('listen', async () => {
    await drainIntake(pipeline, gatherMs)
  }, { concurrency })
}

/** Where rows trickle in, a page every so often costs a fraction of a page a row, and nobody sees the moment. */
const gatherMs = 50
const fewRows = 100

/** @param restMs after a page that was nearly empty. @returns how many rows were worked on. */
export async function drainIntake(pipeline: Pipeline, restMs = 0): Promise<number> {
  let worked = 0
  for (;;) {
    const rows = await claimPage(pipeline.db, pipeline.leaseSeconds)
    if (rows.length === 0) {
      return worked
    }
    pipeline.failPoint('listen-claimed')
    const workspaces = await runPage(pipeline, rows)
    worked += rows.length
    await announce(pipeline, workspaces)
    if (restMs > 0 && rows.length < fewRows) await sleep(restMs)
  }
}

/** After the commit and in a statement of its own, so that no writing transaction holds the server's notification lock. */
async function announce(pipeline: Pipeline, workspaces: ReadonlySet<string>): Promise<void> {
  if (workspaces.size === 0) return
  await sql`select pg_notify('kikimimi_arrivals', workspace) from unnest(${[...workspaces]}::text[]) as workspace`.execute(pipeline.db)
    .catch((error: unknown) => pipeline.log.warn({ error: String(error) }, 'arrivals could not be announced'))
}
