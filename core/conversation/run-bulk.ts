import { sql, type Selectable } from 'kysely'
import type { Context, InWorkspace } from '../context.ts'
import { DomainError, Forbidden, type Sentence } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import type { Tables } from '../tables.ts'
import type { Inverse } from '../undo/undo.ts'
import { applyInverse } from '../undo/undo-act.ts'
import { assignmentAfter, changeConversationAssignment } from './assign-conversation.ts'
import { BulkParams, undoTokenOf } from './bulk-job.ts'
import { isoOrNull } from '../clock.ts'
import { nextItems, type BulkItem } from './bulk-items.ts'
import { lockConversation, refuseWhileHeld } from './lock-conversation.ts'
import { changeConversationState } from './set-conversation-state.ts'
import { changeConversationSorting } from './sort-conversation.ts'
import { changeConversationTags } from './tag-conversation.ts'

type Job = Selectable<Tables['job']>
type Act = BulkParams['act']

/** For the engine of long jobs: one slice in one transaction, in the scope of the person who asked. */
export function makeRunBulk(inWorkspace: InWorkspace, sliceSize = 50): (job: Job) => Promise<'more' | 'done'> {
  return function runBulk(job) {
    const params = BulkParams.parse(job.params)
    return inWorkspace({ workspaceId: job.workspace_id, ...params.as }, (ctx) => runBulkSlice(ctx, job, params, sliceSize))
  }
}

/** Work, ways back, failures and the cursor are committed together: a crash repeats the slice and nothing else. */
async function runBulkSlice(ctx: Context, job: Job, params: BulkParams, size: number): Promise<'more' | 'done'> {
  if (!await holdJob(ctx, job)) return 'done'
  await requireStillMember(ctx)
  const { items, cursor } = await nextItems(ctx, job, params, size)
  const inverses: { place: number; inverse: Inverse }[] = []
  const failures: { place: number; id: string; sentence: Sentence }[] = []
  for (const [index, item] of items.entries()) {
    const place = job.done + job.failed + index + 1
    const outcome = await attempt(ctx, item, params.act)
    if (outcome instanceof DomainError) failures.push({ place, id: item.id, sentence: outcome.sentence })
    else if (outcome) inverses.push({ place, inverse: outcome })
  }
  await keepInverses(ctx, job.id, inverses)
  await keepFailures(ctx, job.id, failures)
  const isDone = items.length < size
  await keepProgress(ctx, job, { cursor, done: items.length - failures.length, failed: failures.length })
  if (isDone) await appendEvent(ctx, { name: 'job.finished', subject: { kind: 'job', id: job.id }, data: { done: job.done + items.length - failures.length, failed: job.failed + failures.length } })
  return isDone ? 'done' : 'more'
}

/** One item that cannot be done leaves nothing of itself behind and stops nobody. */
async function attempt(ctx: Context, item: BulkItem, act: Act): Promise<Inverse | null | DomainError> {
  await sql`savepoint item`.execute(ctx.db)
  try {
    const inverse = await actOn(ctx, item, act)
    await sql`release savepoint item`.execute(ctx.db)
    return inverse
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    await sql`rollback to savepoint item`.execute(ctx.db)
    return error
  }
}

/** Answers what takes it back; null when there was nothing to do. */
async function actOn(ctx: Context, item: BulkItem, act: Act): Promise<Inverse | null> {
  if (act.kind === 'undo') {
    await applyInverse(ctx, item.inverse!)
    return null
  }
  const before = await lockConversation(ctx, item.id)
  switch (act.kind) {
    case 'state': {
      await refuseWhileHeld(ctx, item.id)
      if (before.state === act.state) return null
      const version = await changeConversationState(ctx, before, { state: act.state, until: null })
      return { act: 'state', id: item.id, version, state: before.state, until: isoOrNull(before.snoozed_until), waitingSince: isoOrNull(before.waiting_since) }
    }
    case 'assign': {
      await refuseWhileHeld(ctx, item.id)
      const to = assignmentAfter(before, act)
      if (to.assigneeId === before.assignee_id && to.teamId === before.team_id) return null
      const version = await changeConversationAssignment(ctx, before, to)
      return { act: 'assign', id: item.id, version, assigneeId: before.assignee_id, teamId: before.team_id }
    }
    case 'tag': {
      const changed = await changeConversationTags(ctx, before, { add: act.add, remove: [] })
      return changed && { act: 'tag', id: item.id, version: changed.version, add: [], remove: changed.addedIds }
    }
    case 'sort': {
      if (before.sorting === act.sorting) return null
      const version = await changeConversationSorting(ctx, before, act.sorting)
      return { act: 'sort', id: item.id, version, sorting: before.sorting }
    }
  }
}

/** A person who was suspended meanwhile acts no more, not even by a job that they left running. */
async function requireStillMember(ctx: Context): Promise<void> {
  if (ctx.scope.actor.kind !== 'user') return
  const member = await ctx.db.selectFrom('member').select('user_id').where('workspace_id', '=', ctx.scope.workspaceId)
    .where('user_id', '=', ctx.scope.actor.id).where('state', '=', 'active').executeTakeFirst()
  if (!member) throw new Forbidden()
}

async function keepInverses(ctx: Context, jobId: string, inverses: readonly { place: number; inverse: Inverse }[]): Promise<void> {
  if (inverses.length === 0) return
  await ctx.db.insertInto('undo').values(inverses.map(({ place, inverse }) => ({
    workspace_id: ctx.scope.workspaceId, token: undoTokenOf(jobId, place), user_id: ctx.scope.actor.id, inverse: JSON.stringify(inverse),
    expires_at: sql<string>`app.now() + interval '1 day'`,
  }))).execute()
}

async function keepFailures(ctx: Context, jobId: string, failures: readonly { place: number; id: string; sentence: Sentence }[]): Promise<void> {
  if (failures.length === 0) return
  await ctx.db.insertInto('job_row').values(failures.map(({ place, id, sentence }) => ({
    workspace_id: ctx.scope.workspaceId, job_id: jobId, row_no: place, reason: JSON.stringify(sentence), raw: id,
  }))).execute()
}

/** The fence: who lost the job to another process, or to a cancel, has nothing left to do. */
async function holdJob(ctx: Context, job: Job): Promise<boolean> {
  const held = await ctx.db.selectFrom('job').select('id').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', job.id)
    .where('fence', '=', job.fence).where('state', '=', 'running').forUpdate().executeTakeFirst()
  return held !== undefined
}

async function keepProgress(ctx: Context, job: Job, step: { cursor: string | null; done: number; failed: number }): Promise<void> {
  await ctx.db.updateTable('job')
    .set((eb) => ({ cursor: step.cursor, done: eb('done', '+', step.done), failed: eb('failed', '+', step.failed) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', job.id).execute()
}
