import type { Context } from '../context.ts'
import { historyOfSubject } from '../conversation/history.ts'
import { threadEntries } from '../conversation/thread-entries.ts'
import { NotFound } from '../errors.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { attachmentViews } from '../media/bind-attachments.ts'
import { conversationIsVisible } from '../team/visible.ts'
import { ReadTicketInput, type TicketView } from './ticket.ts'
import { ticketRow } from './ticket-rows.ts'

/** The newest entries that a ticket shows; the conversation itself pages further back. */
const timelineLength = 200

export async function readTicket(ctx: Context, input: ReadTicketInput): Promise<TicketView> {
  requireAbility(ctx, 'read')
  const { id } = parseInput(ReadTicketInput, input)
  const found = await ctx.db.selectFrom('ticket').innerJoin('conversation', 'conversation.id', 'ticket.conversation_id').select('ticket.id')
    .where('ticket.workspace_id', '=', ctx.scope.workspaceId).where('ticket.id', '=', id).where(conversationIsVisible(ctx.scope)).executeTakeFirst()
  if (!found) throw new NotFound({ ja: 'チケット', en: 'ticket' })
  return ticketView(ctx, id)
}

/** The caller has asked whether it may be seen. */
export async function ticketView(ctx: Context, id: string): Promise<TicketView> {
  const found = await ctx.db.selectFrom('ticket')
    .leftJoin('rule', 'rule.id', 'ticket.rule_id')
    .leftJoin('ticket as previous', 'previous.id', 'ticket.previous_ticket_id')
    .select(['ticket.conversation_id', 'ticket.fields', 'rule.name as rule_name', 'previous.id as previous_id', 'previous.number as previous_number'])
    .where('ticket.workspace_id', '=', ctx.scope.workspaceId).where('ticket.id', '=', id).executeTakeFirstOrThrow()
  const { entries } = await threadEntries(ctx, found.conversation_id, { limit: timelineLength })
  const attachments = await attachmentViews(ctx, { ticketIds: [id] })
  return {
    ticket: await ticketRow(ctx, id),
    fields: found.fields,
    previousTicket: found.previous_id === null ? null : { id: found.previous_id, number: found.previous_number! },
    ruleName: found.rule_name,
    attachments: attachments.map(({ id: attachmentId, mediaId, fileName, contentType, byteSize }) => ({ id: attachmentId, mediaId, fileName, contentType, byteSize })),
    timeline: entries,
    history: await historyOfSubject(ctx, 'ticket', id),
  }
}
