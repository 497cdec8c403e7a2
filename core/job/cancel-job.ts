import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { JobIdInput, type JobView } from './job.ts'
import { jobView, visibleJob } from './job-views.ts'

/** What is done stays done; the next slice does not begin. Cancelling what has ended changes nothing. */
export async function cancelJob(ctx: Context, input: JobIdInput): Promise<JobView> {
  requireAbility(ctx, 'answer')
  const { id } = parseInput(JobIdInput, input)
  await visibleJob(ctx, id)
  const changed = await ctx.db.updateTable('job').set({ state: 'cancelled', finished_at: sql<string>`app.now()`, lease_until: null })
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).where('state', 'in', ['waiting', 'running']).returning('id').executeTakeFirst()
  if (changed) await appendEvent(ctx, { name: 'job.cancelled', subject: { kind: 'job', id } })
  return jobView(await visibleJob(ctx, id))
}
