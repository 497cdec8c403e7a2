import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility, requireUser } from '../guard.ts'
import { requireVisibleConversation } from '../team/visible.ts'
import { WatchConversationInput, type ConversationRow } from './conversation.ts'
import { conversationRow } from './conversation-rows.ts'

/** A watcher is told of notes and of what the person says next. */
export async function watchConversation(ctx: Context, input: WatchConversationInput): Promise<{ row: ConversationRow }> {
  requireAbility(ctx, 'read')
  const userId = requireUser(ctx)
  const { id, watching } = parseInput(WatchConversationInput, input)
  await requireVisibleConversation(ctx, id)
  const changed = watching ? await startWatching(ctx, id, userId) : await stopWatching(ctx, id, userId)
  if (changed) {
    await appendEvent(ctx, {
      name: watching ? 'conversation.watched' : 'conversation.unwatched', subject: { kind: 'conversation', id }, conversationId: id, data: { userId },
    })
  }
  return { row: await conversationRow(ctx, id) }
}

async function startWatching(ctx: Context, conversationId: string, userId: string): Promise<boolean> {
  const result = await ctx.db.insertInto('watcher').values({ workspace_id: ctx.scope.workspaceId, conversation_id: conversationId, user_id: userId })
    .onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows) > 0
}

async function stopWatching(ctx: Context, conversationId: string, userId: string): Promise<boolean> {
  const result = await ctx.db.deleteFrom('watcher')
    .where('workspace_id', '=', ctx.scope.workspaceId).where('conversation_id', '=', conversationId).where('user_id', '=', userId).executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}
