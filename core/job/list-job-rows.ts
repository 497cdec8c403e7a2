import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { JobIdInput, type JobRowView } from './job.ts'
import { visibleJob } from './job-views.ts'

/** What could not be done, with the reason; the first thousand. */
export async function listJobRows(ctx: Context, input: JobIdInput): Promise<JobRowView[]> {
  requireAbility(ctx, 'read')
  const { id } = parseInput(JobIdInput, input)
  await visibleJob(ctx, id)
  const rows = await ctx.db.selectFrom('job_row').select(['row_no', 'reason', 'raw']).where('workspace_id', '=', ctx.scope.workspaceId).where('job_id', '=', id)
    .orderBy('row_no').limit(1000).execute()
  return rows.map((row) => ({ rowNo: row.row_no, reason: row.reason, raw: row.raw }))
}
