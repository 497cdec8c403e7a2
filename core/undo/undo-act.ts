import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { assignConversation } from '../conversation/assign-conversation.ts'
import { UndoInput, type ConversationRow } from '../conversation/conversation.ts'
import { conversationRow, requireConversationVersion } from '../conversation/conversation-rows.ts'
import { lockConversation, refuseWhileHeld } from '../conversation/lock-conversation.ts'
import { changeConversationState } from '../conversation/set-conversation-state.ts'
import { sortConversation } from '../conversation/sort-conversation.ts'
import { tagConversation } from '../conversation/tag-conversation.ts'
import { NotAllowedNow } from '../errors.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { Inverse } from './undo.ts'

/** Takes one act back through the same verbs, once, within its minute, by who did it. Changed since by another: 409. */
export async function undoAct(ctx: Context, input: UndoInput): Promise<{ row: ConversationRow }> {
  requireAbility(ctx, 'answer')
  const { token } = parseInput(UndoInput, input)
  const used = await ctx.db.updateTable('undo')
    .set({ used_at: sql<string>`app.now()` })
    .where('workspace_id', '=', ctx.scope.workspaceId).where('token', '=', token).where('user_id', '=', ctx.scope.actor.id)
    .where('used_at', 'is', null).where('expires_at', '>', sql<Date>`app.now()`)
    .returning('inverse').executeTakeFirst()
  if (!used) {
    throw new NotAllowedNow('undo_over', { ja: '元に戻せる時間が過ぎたか、すでに元に戻しています。', en: 'The time to undo has passed, or it was undone already.' })
  }
  return { row: await applyInverse(ctx, Inverse.parse(used.inverse)) }
}

/** Also for a bulk act that is taken back, item by item. */
export async function applyInverse(ctx: Context, inverse: Inverse): Promise<ConversationRow> {
  switch (inverse.act) {
    case 'assign': return (await assignConversation(ctx, { id: inverse.id, version: inverse.version, assigneeId: inverse.assigneeId, teamId: inverse.teamId })).row
    case 'tag': return (await tagConversation(ctx, { id: inverse.id, version: inverse.version, add: inverse.add, remove: inverse.remove })).row
    case 'sort': return (await sortConversation(ctx, { id: inverse.id, version: inverse.version, sorting: inverse.sorting })).row
    case 'state': return restoreState(ctx, inverse)
  }
}

/** The clock of waiting goes on from where it stood, as if the act had never been. */
async function restoreState(ctx: Context, inverse: Extract<Inverse, { act: 'state' }>): Promise<ConversationRow> {
  const before = await lockConversation(ctx, inverse.id)
  await requireConversationVersion(ctx, inverse.version, before)
  await refuseWhileHeld(ctx, inverse.id)
  await changeConversationState(ctx, before, { state: inverse.state, until: inverse.until, waitingSince: inverse.waitingSince })
  return conversationRow(ctx, inverse.id)
}
