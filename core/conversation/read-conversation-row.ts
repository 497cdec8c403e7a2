import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { requireVisibleConversation } from '../team/visible.ts'
import { ConversationIdInput, type ConversationRow } from './conversation.ts'
import { conversationRow } from './conversation-rows.ts'

export async function readConversationRow(ctx: Context, input: ConversationIdInput): Promise<ConversationRow> {
  requireAbility(ctx, 'read')
  const { id } = parseInput(ConversationIdInput, input)
  await requireVisibleConversation(ctx, id)
  return conversationRow(ctx, id)
}
