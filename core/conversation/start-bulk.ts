import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { Forbidden, NotAllowedNow, NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { JobIdInput, type JobView } from '../job/job.ts'
import { jobView } from '../job/job-views.ts'
import { requireAssignable } from '../team/require-member.ts'
import { undoSeconds } from '../undo/offer-undo.ts'
import { BulkInput } from './conversation.ts'
import { BulkParams } from './bulk-job.ts'
import { inInbox } from './inbox-filter.ts'

/** One act on many: these, or all that a view and its filters match by now. The caller wakes the lane `bulk` after the commit. */
export async function startBulk(ctx: Context, input: unknown): Promise<JobView> {
  requireAbility(ctx, 'answer')
  const asked = parseInput<BulkInput>(BulkInput, input)
  if (asked.act.kind === 'sort') requireAbility(ctx, 'moderate')
  if (asked.act.kind === 'assign') await requireAssignable(ctx, asked.act)
  if (asked.ids) return insertJob(ctx, { ids: [...new Set(asked.ids)].sort(), act: asked.act, as: actingAs(ctx) }, new Set(asked.ids).size)
  const filter = { ...asked.filter!, snapshot: asked.filter!.snapshot ?? await newestArrival(ctx) }
  const { rows } = await sql<{ total: number }>`select count(*)::int as total from conversation where ${inInbox(ctx.scope, filter)}`.execute(ctx.db)
  return insertJob(ctx, { filter, act: asked.act, as: actingAs(ctx) }, rows[0]!.total)
}

/** Takes a whole bulk act back, as a job of its own; good for a minute after it ended, and for who asked for it. */
export async function undoBulk(ctx: Context, input: JobIdInput): Promise<JobView> {
  requireAbility(ctx, 'answer')
  const { id } = parseInput(JobIdInput, input)
  const job = await ctx.db.selectFrom('job').select(['id', 'state', sql<boolean>`finished_at is null or finished_at > app.now() - make_interval(secs => ${undoSeconds})`.as('fresh')])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).where('kind', '=', 'bulk').where('created_by', '=', ctx.scope.actor.id).forUpdate().executeTakeFirst()
  if (!job) throw new NotFound({ ja: '一括処理', en: 'bulk job' })
  if (job.state === 'waiting' || job.state === 'running') {
    throw new NotAllowedNow('still_running', { ja: 'まだ処理中です。先に中止してください。', en: 'It is still running. Cancel it first.' })
  }
  const again = await ctx.db.selectFrom('job').select('id').where('workspace_id', '=', ctx.scope.workspaceId).where('kind', '=', 'bulk')
    .where(sql<boolean>`params->'act'->>'jobId' = ${id}`).executeTakeFirst()
  if (!job.fresh || again) throw new NotAllowedNow('undo_over', { ja: '元に戻せる時間が過ぎたか、すでに元に戻しています。', en: 'The time to undo has passed, or it was undone already.' })
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from undo where workspace_id = ${ctx.scope.workspaceId} and user_id = ${ctx.scope.actor.id} and starts_with(token, ${`${id}:`})`.execute(ctx.db)
  return insertJob(ctx, { act: { kind: 'undo', jobId: id }, as: actingAs(ctx) }, rows[0]!.total)
}

async function insertJob(ctx: Context, params: BulkParams, total: number): Promise<JobView> {
  const job = await ctx.db.insertInto('job').values({
    workspace_id: ctx.scope.workspaceId, id: newId(), kind: 'bulk', params: JSON.stringify(params), total, cursor: null, result: null, created_by: ctx.scope.actor.id,
  }).returningAll().executeTakeFirstOrThrow()
  await appendEvent(ctx, { name: 'job.started', subject: { kind: 'job', id: job.id }, data: { kind: 'bulk', act: params.act, total } })
  return jobView(job)
}

function actingAs({ scope }: Context): BulkParams['as'] {
  const { actor, role, teamIds, channels } = scope
  if (actor.kind !== 'user' && actor.kind !== 'token') throw new Forbidden()
  const who = actor.kind === 'user' ? { kind: actor.kind, id: actor.id, name: actor.name } : { kind: actor.kind, id: actor.id, name: actor.name, scopes: [...actor.scopes] }
  return { actor: who, role, teamIds: [...teamIds], channels: channels === 'all' ? 'all' : [...channels] }
}

async function newestArrival(ctx: Context): Promise<number> {
  const { rows } = await sql<{ arrival: number }>`select coalesce(max(arrival), 0)::bigint as arrival from mention where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.db)
  return rows[0]!.arrival
}
