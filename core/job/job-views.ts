import type { Selectable } from 'kysely'
import { iso, isoOrNull } from '../clock.ts'
import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import type { Tables } from '../tables.ts'
import { can } from '../team/team.ts'
import type { JobView } from './job.ts'

export type StoredJob = Selectable<Tables['job']>

/** A job is its maker's; who imports or looks after the system sees all. @throws NotFound */
export async function visibleJob(ctx: Context, id: string): Promise<StoredJob> {
  const job = await ctx.db.selectFrom('job').selectAll().where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).executeTakeFirst()
  if (!job || !(seesAllJobs(ctx) || job.created_by === ctx.scope.actor.id)) throw new NotFound({ ja: '処理', en: 'job' })
  return job
}

export function seesAllJobs(ctx: Context): boolean {
  return can(ctx.scope.role, 'import') && ctx.scope.channels === 'all'
}

export function jobView(job: StoredJob): JobView {
  return {
    id: job.id,
    kind: job.kind,
    name: nameOf(job.params),
    state: job.state,
    total: job.total,
    done: job.done,
    failed: job.failed,
    result: job.result,
    createdAt: iso(job.created_at),
    finishedAt: isoOrNull(job.finished_at),
  }
}

function nameOf(params: unknown): string | null {
  return typeof params === 'object' && params !== null && 'fileName' in params && typeof params.fileName === 'string' ? params.fileName : null
}
