import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { offerUndo } from '../undo/offer-undo.ts'
import { SortConversationInput, type ConversationRow, type Undoable } from './conversation.ts'
import { conversationRow, requireConversationVersion } from './conversation-rows.ts'
import { lockConversation, type LockedConversation } from './lock-conversation.ts'

/** Spam and reposts stand apart from the work; what comes after in the same conversation stays apart too. */
export async function sortConversation(ctx: Context, input: SortConversationInput): Promise<Undoable & { row: ConversationRow }> {
  requireAbility(ctx, 'moderate')
  const asked = parseInput(SortConversationInput, input)
  const before = await lockConversation(ctx, asked.id)
  await requireConversationVersion(ctx, asked.version, before)
  if (before.sorting === asked.sorting) return { undo: '', row: await conversationRow(ctx, asked.id) }
  const version = await changeConversationSorting(ctx, before, asked.sorting)
  const undo = await offerUndo(ctx, { act: 'sort', id: asked.id, version, sorting: before.sorting })
  return { undo, row: await conversationRow(ctx, asked.id) }
}

/** Answers the new version. */
export async function changeConversationSorting(ctx: Context, before: LockedConversation, sorting: LockedConversation['sorting']): Promise<number> {
  const { version } = await ctx.db.updateTable('conversation')
    .set((eb) => ({ sorting, updated_at: sql<string>`app.now()`, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', before.id).returning('version').executeTakeFirstOrThrow()
  await appendEvent(ctx, {
    name: 'conversation.sorted', subject: { kind: 'conversation', id: before.id }, conversationId: before.id,
    data: { from: before.sorting, to: sorting },
  })
  return version
}
