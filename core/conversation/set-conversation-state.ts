import { sql, type RawBuilder } from 'kysely'
import { isoOrNull } from '../clock.ts'
import type { Context } from '../context.ts'
import { InvalidInput } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { touchIndex } from '../mention/touch-index.ts'
import { offerUndo } from '../undo/offer-undo.ts'
import { SetConversationStateInput, type ConversationRow, type ConversationState, type Undoable } from './conversation.ts'
import { conversationRow, requireConversationVersion } from './conversation-rows.ts'
import { lockConversation, refuseWhileHeld, type LockedConversation } from './lock-conversation.ts'

export async function setConversationState(ctx: Context, input: SetConversationStateInput): Promise<Undoable & { row: ConversationRow }> {
  requireAbility(ctx, 'answer')
  const asked = parseInput(SetConversationStateInput, input)
  const before = await lockConversation(ctx, asked.id)
  await requireConversationVersion(ctx, asked.version, before)
  await refuseWhileHeld(ctx, asked.id)
  const until = await readUntil(ctx, asked)
  if (before.state === asked.state && isoOrNull(before.snoozed_until) === until) return { undo: '', row: await conversationRow(ctx, asked.id) }
  const version = await changeConversationState(ctx, before, { state: asked.state, until })
  const undo = await offerUndo(ctx, {
    act: 'state', id: asked.id, version, state: before.state, until: isoOrNull(before.snoozed_until), waitingSince: isoOrNull(before.waiting_since),
  })
  return { undo, row: await conversationRow(ctx, asked.id) }
}

export interface StateChange {
  state: ConversationState
  /** With `snoozed`, ISO 8601. */
  until: string | null
  /** Given only by undo, which restores what was. */
  waitingSince?: string | null
}

/** Answers the new version. Done ends the waiting; opening again brings it back while the newest word is the person's. */
export async function changeConversationState(ctx: Context, before: LockedConversation, change: StateChange): Promise<number> {
  const { version } = await ctx.db.updateTable('conversation')
    .set((eb) => ({
      state: change.state,
      snoozed_until: change.state === 'snoozed' ? change.until : null,
      waiting_since: waitingAfter(change),
      updated_at: sql<string>`app.now()`,
      version: eb('version', '+', 1),
    }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', before.id)
    .returning('version').executeTakeFirstOrThrow()
  await appendEvent(ctx, {
    name: 'conversation.state-changed', subject: { kind: 'conversation', id: before.id }, conversationId: before.id,
    data: { from: before.state, to: change.state, ...(change.state === 'snoozed' && { until: change.until }) },
  })
  await touchIndex(ctx, before.id)
  return version
}

function waitingAfter(change: StateChange): RawBuilder<string | null> {
  if (change.waitingSince !== undefined) return sql`${change.waitingSince}::timestamptz`
  if (change.state === 'done') return sql`null`
  return sql`coalesce(waiting_since, case when mention_count > 0 and (last_reply_at is null or last_reply_at < last_mention_at) then last_mention_at end)`
}

async function readUntil(ctx: Context, asked: SetConversationStateInput): Promise<string | null> {
  if (asked.state !== 'snoozed') return null
  const { rows } = await sql<{ ahead: boolean }>`select coalesce(${asked.until ?? null}::timestamptz > app.now(), false) as ahead`.execute(ctx.db)
  if (rows[0]!.ahead) return new Date(asked.until!).toISOString()
  throw new InvalidInput({ ja: '保留には、これから先の日時を指定してください。', en: 'Snoozing needs a time that lies ahead.' }, { issues: [{ path: 'until', code: 'not_ahead' }] })
}
