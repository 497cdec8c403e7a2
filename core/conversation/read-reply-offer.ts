import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { requireVisibleConversation } from '../team/visible.ts'
import { ConversationIdInput, type ReplyOffer } from './conversation.ts'
import { replyOffer } from './reply-offer.ts'

export async function readReplyOffer(ctx: Context, input: ConversationIdInput, undoSeconds?: number): Promise<ReplyOffer> {
  requireAbility(ctx, 'read')
  const { id } = parseInput(ConversationIdInput, input)
  await requireVisibleConversation(ctx, id)
  return replyOffer(ctx, id, undoSeconds)
}
