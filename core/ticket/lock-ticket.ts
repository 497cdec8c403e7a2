import type { Context } from '../context.ts'
import { lockConversation, type LockedConversation } from '../conversation/lock-conversation.ts'
import { NotAllowedNow, NotFound } from '../errors.ts'
import { conversationIsVisible } from '../team/visible.ts'
import type { TicketState } from './ticket.ts'

export interface LockedTicket {
  id: string
  number: number
  version: number
  state: TicketState
  assignee_id: string | null
  team_id: string | null
  conversation: LockedConversation
}

/** Its conversation first, then the ticket: the one order in which locks are taken. */
export async function lockTicket(ctx: Context, id: string): Promise<LockedTicket> {
  const found = await ctx.db.selectFrom('ticket').innerJoin('conversation', 'conversation.id', 'ticket.conversation_id')
    .select('ticket.conversation_id').where('ticket.workspace_id', '=', ctx.scope.workspaceId).where('ticket.id', '=', id)
    .where(conversationIsVisible(ctx.scope)).executeTakeFirst()
  if (!found) throw new NotFound({ ja: 'チケット', en: 'ticket' })
  const conversation = await lockConversation(ctx, found.conversation_id)
  const ticket = await ctx.db.selectFrom('ticket').select(['id', 'number', 'version', 'state', 'assignee_id', 'team_id'])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  return { ...ticket, conversation }
}

/** A closed ticket is history; what comes after opens a new one, linked to it. */
export function refuseClosed(ticket: { state: TicketState; number: number }): void {
  if (ticket.state !== 'closed') return
  throw new NotAllowedNow('ticket_closed', {
    ja: `チケット #${ticket.number} は終了しています。続きは新しいチケットを作成してください。`,
    en: `Ticket #${ticket.number} is closed. Open a new ticket to go on.`,
  })
}
