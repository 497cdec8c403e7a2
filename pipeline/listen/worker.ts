import { sql } from 'kysely'
import type { Listener } from '../../core/ports/work-queue.ts'
import type { Pipeline } from '../ports.ts'
import { claimPage } from './claim.ts'
import { runPage } from './run-page.ts'

/** Claims pages and runs the steps over them until nothing waits. Any number of processes may do so. */
export function startListening(pipeline: Pipeline, concurrency = 2): Promise<Listener> {
  return pipeline.queue.listen('listen', async () => {
    await drainIntake(pipeline)
  }, { concurrency })
}

/** @returns how many rows were worked on. */
export async function drainIntake(pipeline: Pipeline): Promise<number> {
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
  }
}

/** After the commit and in a statement of its own, so that no writing transaction holds the server's notification lock. */
async function announce(pipeline: Pipeline, workspaces: ReadonlySet<string>): Promise<void> {
  if (workspaces.size === 0) return
  await sql`select pg_notify('kikimimi_arrivals', workspace) from unnest(${[...workspaces]}::text[]) as workspace`.execute(pipeline.db)
    .catch((error: unknown) => pipeline.log.warn({ error: String(error) }, 'arrivals could not be announced'))
}
