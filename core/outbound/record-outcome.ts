import { sql, type Selectable, type UpdateObject } from 'kysely'
import type { Context } from '../context.ts'
import { noteOurReplies } from '../conversation/on-our-replies.ts'
import { appendEvent } from '../event/append-event.ts'
import type { EventName } from '../event/event.ts'
import { notify } from '../notification/notify.ts'
import type { Tables } from '../tables.ts'
import type { OutboundState, Problem } from './outbound.ts'
import { refusedButMaybeSent } from './problems.ts'
import { refreshTrouble } from './refresh-trouble.ts'

export type ActionRow = Selectable<Tables['outbound_action']>

/** What became of an action, or what somebody proved about it. */
export type Outcome =
  | { kind: 'done'; externalId: string | null; url: string | null; sentAt?: string }
  /** Taken by the network and not finished: the handle is kept before anything else is asked. */
  | { kind: 'accepted'; handle: string; lookAfterMs: number }
  /** Nobody knows; it stays `sending` until `reconcile.ts` has looked. */
  | { kind: 'ambiguous'; reason: string; lookAfterMs: number }
  | { kind: 'look-again'; afterMs: number; misses: number }
  /** Provably not applied this time. `cleared`: nor at any time before. */
  | { kind: 'again'; afterMs: number; limited: boolean; cleared: boolean; reason: string; problem: Problem | null }
  | { kind: 'held' | 'failed' | 'unknown' | 'missed'; problem: Problem; reason?: string }

export interface Which {
  id: string
  /** The claim that speaks; a woken zombie's fence is another, and its late word changes nothing. Null: proof from outside. */
  fence: number | null
  from: readonly OutboundState[]
}

/**
 * The one place that says what became of an action: row, reply, conversation, tickets, event and notice together.
 * @returns false when the action is no longer the caller's to speak of
 */
export async function recordOutcome(ctx: Context, which: Which, said: Outcome): Promise<boolean> {
  const before = await lockAction(ctx, which.id)
  const mine = before && which.from.includes(before.state) && (which.fence === null || which.fence === before.fence)
  if (!mine) return false
  const outcome = honest(before, said)
  const after = await ctx.db.updateTable('outbound_action').set(changeFor(outcome)).set((eb) => ({ version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', which.id).returningAll().executeTakeFirstOrThrow()
  if (outcome.kind === 'done') await tieReply(ctx, after, outcome.sentAt ?? null)
  if (outcome.kind === 'again' && outcome.limited) await holdChannelUntil(ctx, after)
  await refreshTrouble(ctx, after.conversation_id)
  await tell(ctx, after, outcome)
  return true
}

/** Conversation before action, as everywhere, so that the way in and the way out never wait for each other. */
export async function lockAction(ctx: Context, id: string): Promise<ActionRow | undefined> {
  const { workspaceId } = ctx.scope
  const found = await ctx.db.selectFrom('outbound_action').select('conversation_id').where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst()
  if (found?.conversation_id) {
    await ctx.db.selectFrom('conversation').select('id').where('workspace_id', '=', workspaceId).where('id', '=', found.conversation_id).forUpdate().executeTakeFirst()
  }
  return ctx.db.selectFrom('outbound_action').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).forUpdate().executeTakeFirst()
}

/** "Not sent" is said only where it is known: with an unclear attempt behind it, a refusal or lateness is for a person to settle. */
function honest(before: ActionRow, said: Outcome): Outcome {
  if (before.ambiguous_since === null || (said.kind !== 'failed' && said.kind !== 'missed')) return said
  return { ...said, kind: 'unknown', problem: refusedButMaybeSent(said.problem.words) }
}

type Change = UpdateObject<Tables, 'outbound_action'>

function changeFor(outcome: Outcome): Change {
  const ended: Change = { lease_until: null, reconcile_at: null, reconcile_misses: 0 }
  switch (outcome.kind) {
    case 'done':
      return { ...ended, state: 'done', done_at: now, external_id: outcome.externalId, url: outcome.url, problem: null, ambiguous_since: null }
    case 'accepted':
      return { handle: outcome.handle, lease_until: null, reconcile_at: inMs(outcome.lookAfterMs) }
    case 'ambiguous':
      return { lease_until: null, reconcile_at: inMs(outcome.lookAfterMs), ambiguous_since: sql<string>`coalesce(ambiguous_since, app.now())` }
    case 'look-again':
      return { lease_until: null, reconcile_at: inMs(outcome.afterMs), reconcile_misses: outcome.misses }
    case 'again':
      return {
        ...ended, state: 'due', due_at: inMs(outcome.afterMs), problem: outcome.problem === null ? null : JSON.stringify(outcome.problem),
        late_from: outcome.limited ? null : sql<string>`coalesce(late_from, due_at)`, ...(outcome.cleared && { ambiguous_since: null }),
      }
    case 'held':
    case 'failed':
    case 'unknown':
    case 'missed':
      return { ...ended, state: outcome.kind, problem: JSON.stringify(outcome.problem) }
  }
}

const now = sql<string>`app.now()`

function inMs(ms: number) {
  return sql<string>`app.now() + make_interval(secs => ${ms / 1000}::double precision)`
}

/** The reply has gone out. Listening may have stored the same post as one made elsewhere: then that was ours. */
async function tieReply(ctx: Context, action: ActionRow, sentAt: string | null): Promise<void> {
  const { workspaceId } = ctx.scope
  let externalId = action.external_id
  if (externalId !== null) {
    await ctx.db.deleteFrom('reply').where('workspace_id', '=', workspaceId).where('network', '=', action.network)
      .where('external_id', '=', externalId).where('made_outside', '=', true).execute()
    const taken = await ctx.db.selectFrom('reply').select('id').where('workspace_id', '=', workspaceId).where('network', '=', action.network)
      .where('external_id', '=', externalId).where((eb) => eb.or([eb('action_id', 'is', null), eb('action_id', '<>', action.id)])).executeTakeFirst()
    if (taken) externalId = null
  }
  const reply = await ctx.db.updateTable('reply')
    .set({ external_id: externalId, url: action.url, sent_at: sql<string>`coalesce(sent_at, ${sentAt}::timestamptz, app.now())` })
    .where('workspace_id', '=', workspaceId).where('action_id', '=', action.id).returning(['id', 'conversation_id', 'sent_at']).executeTakeFirst()
  if (!reply) return
  await noteOurReplies(ctx, [{ workspaceId, conversationId: reply.conversation_id, replyId: reply.id, sentAt: reply.sent_at!, madeOutside: false }])
}

/** A limit is the account's, not the message's; kept in the row, so that a crash loop does not hammer. */
async function holdChannelUntil(ctx: Context, action: ActionRow): Promise<void> {
  await sql`update channel set outbound_resume_at = greatest(outbound_resume_at, ${action.due_at.toISOString()}::timestamptz)
    where workspace_id = ${ctx.scope.workspaceId} and id = ${action.channel_id}`.execute(ctx.db)
}

const eventOf: Partial<Record<Outcome['kind'], EventName>> = {
  done: 'outbound-action.done', failed: 'outbound-action.failed', unknown: 'outbound-action.unknown', missed: 'outbound-action.missed',
  held: 'outbound-action.held', again: 'outbound-action.retried',
}

async function tell(ctx: Context, action: ActionRow, outcome: Outcome): Promise<void> {
  const name = eventOf[outcome.kind]
  if (!name) return
  const code = action.problem?.code
  await appendEvent(ctx, {
    name, subject: { kind: 'outbound-action', id: action.id }, conversationId: action.conversation_id,
    data: { attempts: action.attempts, ...(code && { code }), ...(outcome.kind === 'again' && { dueAt: action.due_at.toISOString() }) },
    ...('reason' in outcome && outcome.reason ? { detail: { reason: outcome.reason } } : {}),
  })
  const asks = outcome.kind === 'failed' || outcome.kind === 'unknown' || outcome.kind === 'missed' || outcome.kind === 'held'
  if (!asks || action.created_by === null) return
  await notify(ctx, [action.created_by], {
    kind: 'notify', subject: { kind: 'outbound-action', id: action.id }, conversationId: action.conversation_id, data: { what: 'send-trouble', state: action.state, code },
  })
}
