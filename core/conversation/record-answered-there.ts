import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { dropAction } from '../outbound/cancel-action.ts'
import { AnsweredThereInput, type ConversationRow } from './conversation.ts'
import { conversationRow, requireConversationVersion } from './conversation-rows.ts'
import { lockConversation, type LockedConversation } from './lock-conversation.ts'
import { noteOurReplies } from './on-our-replies.ts'

/** The answer was given at the network itself: it counts like one from here. The state stays as people set it. */
export async function recordAnsweredThere(ctx: Context, input: Partial<AnsweredThereInput> & { conversationId: string }): Promise<{ row: ConversationRow }> {
  requireAbility(ctx, 'answer')
  const asked = parseInput(AnsweredThereInput, input)
  const before = await lockConversation(ctx, asked.conversationId)
  await requireConversationVersion(ctx, asked.version, before)
  const { id: replyId, sentAt } = await insertReply(ctx, before, asked)
  await noteOurReplies(ctx, [{ workspaceId: ctx.scope.workspaceId, conversationId: before.id, replyId, sentAt, madeOutside: true }])
  await dropUnsent(ctx, before.id)
  await appendEvent(ctx, {
    name: 'conversation.answered-there', subject: { kind: 'conversation', id: before.id }, conversationId: before.id, data: { replyId },
  })
  return { row: await conversationRow(ctx, before.id) }
}

/** What did not go out from here is answered by it. What may have gone out still needs somebody's look. */
async function dropUnsent(ctx: Context, conversationId: string): Promise<void> {
  const unsent = await ctx.db.selectFrom('outbound_action').selectAll().where('workspace_id', '=', ctx.scope.workspaceId)
    .where('conversation_id', '=', conversationId).where('state', 'in', ['failed', 'missed']).orderBy('id').forUpdate().skipLocked().execute()
  for (const action of unsent) await dropAction(ctx, action)
}

async function insertReply(ctx: Context, conversation: LockedConversation, asked: AnsweredThereInput): Promise<{ id: string; sentAt: Date }> {
  const newest = conversation.last_mention_id === null ? undefined : await ctx.db.selectFrom('mention').select('kind')
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', conversation.last_mention_id).executeTakeFirst()
  const id = newId()
  const { sent_at: sentAt } = await ctx.db.insertInto('reply').values({
    workspace_id: ctx.scope.workspaceId, id, conversation_id: conversation.id, network: conversation.network,
    kind: newest?.kind === 'direct' ? 'private' : 'public', text: asked.text,
    author_user_id: ctx.scope.actor.kind === 'user' ? ctx.scope.actor.id : null,
    action_id: null, external_id: null, url: asked.url ?? null, made_outside: true, in_reply_to: null,
    sent_at: sql<string>`app.now()`, arrival: sql<number>`nextval('arrival_seq')`,
  }).returning('sent_at').executeTakeFirstOrThrow()
  return { id, sentAt: sentAt! }
}
