import { sql, type Selectable } from 'kysely'
import type { Listener } from '../core/ports/work-queue.ts'
import type { Tables } from '../core/tables.ts'
import type { Pipeline } from './ports.ts'

export type JobRow = Selectable<Tables['job']>

/**
 * Does one slice of a job in a transaction of its own: its work, its progress and its cursor together, so that a crash repeats
 * nothing. `more` asks to be called again.
 */
export type RunSlice = (job: JobRow) => Promise<'more' | 'done'>

/** By kind of job; product.ts introduces them. */
export type Runners = Readonly<Record<string, RunSlice>>

const leaseSeconds = 60

/** Runs people's long jobs, one at a time a process. */
export function startJobs(pipeline: Pipeline, runners: Runners): Promise<Listener> {
  return pipeline.queue.listen('bulk', () => drainJobs(pipeline, runners).then(() => undefined))
}

/** @returns how many slices were run. */
export async function drainJobs(pipeline: Pipeline, runners: Runners): Promise<number> {
  let slices = 0
  for (let job = await claim(pipeline); job; job = await claim(pipeline)) slices += await runJob(pipeline, runners, job)
  return slices
}

async function runJob(pipeline: Pipeline, runners: Runners, claimed: JobRow): Promise<number> {
  let slices = 0
  try {
    for (let job: JobRow | undefined = claimed; job; job = await renew(pipeline, job)) {
      const runner = runners[job.kind]
      if (!runner) throw new TypeError(`no runner for jobs of kind ${job.kind}`)
      const state = await runner(job)
      slices++
      await announce(pipeline, job)
      if (state === 'done') {
        await finish(pipeline, job, 'done', null)
        break
      }
    }
  } catch (error) {
    pipeline.log.error({ job: claimed.id, kind: claimed.kind, error: String(error) }, 'a job could not go on')
    await finish(pipeline, claimed, 'failed', String(error))
  }
  await announce(pipeline, claimed)
  return slices
}

/** Also takes over what a dead process had begun; the fence keeps the dead from going on. */
async function claim(pipeline: Pipeline): Promise<JobRow | undefined> {
  const { rows } = await sql<JobRow>`
    update job set state = 'running', fence = fence + 1, lease_until = app.now() + make_interval(secs => ${leaseSeconds})
     where id = (select id from job where state = 'waiting' or (state = 'running' and lease_until < app.now())
                  order by created_at limit 1 for update skip locked)
    returning *`.execute(pipeline.db)
  return rows[0]
}

/** Undefined when it was cancelled or another process has it. */
async function renew(pipeline: Pipeline, job: JobRow): Promise<JobRow | undefined> {
  const { rows } = await sql<JobRow>`
    update job set lease_until = app.now() + make_interval(secs => ${leaseSeconds})
     where id = ${job.id} and fence = ${job.fence} and state = 'running' returning *`.execute(pipeline.db)
  return rows[0]
}

async function finish(pipeline: Pipeline, job: JobRow, state: 'done' | 'failed', problem: string | null): Promise<void> {
  const result = problem === null ? sql`result` : sql`coalesce(result, '{}'::jsonb) || ${JSON.stringify({ problem })}::jsonb`
  await sql`
    update job set state = ${state}, lease_until = null, finished_at = app.now(), result = ${result}
     where id = ${job.id} and fence = ${job.fence} and state = 'running'`.execute(pipeline.db)
}

/** After the commit, in a statement of its own. */
async function announce(pipeline: Pipeline, job: JobRow): Promise<void> {
  await sql`select pg_notify('kikimimi_jobs', ${JSON.stringify({ workspace: job.workspace_id, id: job.id })})`.execute(pipeline.db)
}
