import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { JobIdInput, type JobView } from './job.ts'
import { jobView, visibleJob } from './job-views.ts'

export async function readJob(ctx: Context, input: JobIdInput): Promise<JobView> {
  requireAbility(ctx, 'read')
  const { id } = parseInput(JobIdInput, input)
  return jobView(await visibleJob(ctx, id))
}
