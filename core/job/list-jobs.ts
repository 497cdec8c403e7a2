import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { ListJobsInput, type JobView } from './job.ts'
import { jobView, seesAllJobs } from './job-views.ts'

/** The newest hundred. */
export async function listJobs(ctx: Context, input: ListJobsInput = {}): Promise<JobView[]> {
  requireAbility(ctx, 'read')
  const { kind } = parseInput(ListJobsInput, input)
  const rows = await ctx.db.selectFrom('job').selectAll().where('workspace_id', '=', ctx.scope.workspaceId)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
    .$if(!seesAllJobs(ctx), (query) => query.where('created_by', '=', ctx.scope.actor.id))
    .orderBy('created_at', 'desc').orderBy('id', 'desc').limit(100).execute()
  return rows.map(jobView)
}
