import type { Context } from '../context.ts'
import { NotAllowedNow, NotFound } from '../errors.ts'
import { workingStates } from '../ticket/ticket.ts'
import { conversationIsVisible } from '../team/visible.ts'
import type { ConversationState } from './conversation.ts'

export interface LockedConversation {
  id: string
  version: number
  state: ConversationState
  sorting: 'normal' | 'spam' | 'repost'
  network: string
  channel_id: string
  profile_id: string
  assignee_id: string | null
  team_id: string | null
  snoozed_until: Date | null
  waiting_since: Date | null
  last_mention_id: string | null
}

/**
 * The conversation, held until the end of the transaction. Whoever changes a ticket takes its conversation first, so that two never wait for each other.
 * @throws NotFound also behind a wall
 */
export async function lockConversation(ctx: Context, id: string): Promise<LockedConversation> {
  const row = await ctx.db.selectFrom('conversation')
    .select(['id', 'version', 'state', 'sorting', 'network', 'channel_id', 'profile_id', 'assignee_id', 'team_id', 'snoozed_until', 'waiting_since', 'last_mention_id'])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).where(conversationIsVisible(ctx.scope))
    .forUpdate().executeTakeFirst()
  if (!row) throw new NotFound({ ja: '会話', en: 'conversation' })
  return row
}

/** While a ticket has the conversation, its state and assignee are the ticket's and change through it alone. */
export async function refuseWhileHeld(ctx: Context, conversationId: string): Promise<void> {
  const ticket = await ctx.db.selectFrom('ticket').select(['id', 'number'])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('conversation_id', '=', conversationId).where('state', 'in', workingStates)
    .executeTakeFirst()
  if (!ticket) return
  throw new NotAllowedNow('held_by_ticket', {
    ja: `チケット #${ticket.number} が対応中です。チケットの状態か担当者を変更してください。`,
    en: `Ticket #${ticket.number} has this conversation. Change the ticket's state or assignee instead.`,
  }, { ticket })
}
