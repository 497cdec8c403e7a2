import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { makeRunBulk } from '../../core/conversation/run-bulk.ts'
import { makeRunImport } from '../../ingest/import/run-import.ts'
import { drainJobs } from '../../pipeline/jobs.ts'
import { drainIntake } from '../../pipeline/listen/worker.ts'
import type { OpenParts } from '../admin/with-parts.ts'
import type { Progress } from './progress.ts'

export interface JobState {
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  total: number | null
  done: number
  failed: number
  result: { known?: number; problem?: string } | null
  /** Its worker has not been heard of. */
  abandoned: boolean
}

const lookEveryMs = 200
/** A product that runs takes a job within a moment; after this nobody is there who would. */
const patienceMs = 3000

/**
 * Shows an import until it has ended. A running product does the work; where none does, it is done here, the analysis of the rows
 * included. @returns how it ended and whether the work was done here.
 */
export async function followImport({ parts, served }: OpenParts, jobId: string, progress: Progress, onWorking: () => void): Promise<{ job: JobState; here: boolean }> {
  const runners = { import: makeRunImport(parts.ingest), bulk: makeRunBulk(parts.inWorkspace) }
  const since = Date.now()
  let working: Promise<unknown> | null = null
  let here = false
  await parts.queue.wake('bulk')
  for (;;) {
    const job = await readState(parts.storage.kysely, jobId)
    progress.show(job.done + job.failed, job.total)
    if (job.state !== 'waiting' && job.state !== 'running') {
      await working
      if (here || served === 'here') await analyse(parts, progress)
      return { job, here }
    }
    const nobody = job.state === 'waiting' && (served === 'here' || Date.now() - since > patienceMs)
    if (working === null && (nobody || job.abandoned)) {
      here = true
      onWorking()
      working = drainJobs(parts.pipeline, runners).finally(() => (working = null))
    }
    await Promise.race([sleep(lookEveryMs), working ?? sleep(lookEveryMs)])
  }
}

/** In a database that only we serve, whoever had the job before is dead: no need to wait until its lease ends. */
export async function takeOver({ parts, served }: OpenParts, jobId: string): Promise<void> {
  if (served === 'here') await release(parts.storage.kysely, jobId)
}

export async function release(kysely: OpenParts['parts']['storage']['kysely'], jobId: string): Promise<void> {
  await kysely.updateTable('job').set({ state: 'waiting', lease_until: null }).where('id', '=', jobId).where('state', '=', 'running').execute()
}

async function readState(kysely: OpenParts['parts']['storage']['kysely'], jobId: string): Promise<JobState> {
  const { rows } = await sql<JobState>`
    select state, total, done, failed, result, state = 'running' and lease_until < app.now() as abandoned from job where id = ${jobId}`.execute(kysely)
  return rows[0]!
}

/** Rows that a dead process had in hand come free when its lease ends; so long is waited, and no longer. */
async function analyse(parts: OpenParts['parts'], progress: Progress): Promise<void> {
  const total = await countWaiting(parts)
  if (total === 0) return
  progress.next()
  const patience = (parts.pipeline.leaseSeconds + 5) * 1000
  let left = total
  for (let moved = Date.now(); left > 0 && Date.now() - moved < patience;) {
    let over = false
    const working = drainIntake(parts.pipeline).finally(() => (over = true))
    while (!over) {
      await Promise.race([sleep(lookEveryMs), working])
      progress.show(total - (await countWaiting(parts)), total)
    }
    await working
    const now = await countWaiting(parts)
    if (now < left) moved = Date.now()
    left = now
    if (left > 0) await sleep(lookEveryMs)
  }
}

async function countWaiting({ storage }: OpenParts['parts']): Promise<number> {
  const { rows } = await storage.kysely.selectFrom('intake').select((eb) => eb.fn.countAll<number>().as('rows'))
    .where('network', '=', 'import').where('state', 'in', ['waiting', 'working']).executeTakeFirstOrThrow()
  return Number(rows)
}
