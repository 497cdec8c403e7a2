import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { NotAllowedNow } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { JobIdInput, type JobView } from './job.ts'
import { jobView, visibleJob } from './job-views.ts'

/** Puts an import that failed or was cancelled back into the queue, to go on where it stopped; the caller wakes lane `bulk`. */
export async function resumeJob(ctx: Context, input: JobIdInput): Promise<JobView> {
  requireAbility(ctx, 'import')
  const { id } = parseInput(JobIdInput, input)
  const job = await visibleJob(ctx, id)
  if (job.kind !== 'import') throw new NotAllowedNow('not_resumable', { ja: 'この処理は再開できません。もう一度始めてください。', en: 'This job cannot be resumed. Start it again.' })
  const changed = await ctx.db.updateTable('job').set({ state: 'waiting', finished_at: null, lease_until: null, result: sql`coalesce(result, '{}'::jsonb) - 'problem'` })
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).where('state', 'in', ['failed', 'cancelled']).returning('id').executeTakeFirst()
  if (changed) await appendEvent(ctx, { name: 'job.started', subject: { kind: 'job', id }, data: { kind: job.kind, again: true } })
  return jobView(await visibleJob(ctx, id))
}
