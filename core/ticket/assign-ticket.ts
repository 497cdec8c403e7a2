import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { assignmentAfter, type Assignment } from '../conversation/assign-conversation.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { notify } from '../notification/notify.ts'
import { requireAssignable } from '../team/require-member.ts'
import { holdConversation } from './couple.ts'
import { lockTicket, refuseClosed, type LockedTicket } from './lock-ticket.ts'
import { AssignTicketInput, workingStates, type TicketRow } from './ticket.ts'
import { requireTicketVersion, ticketRow } from './ticket-rows.ts'

export async function assignTicket(ctx: Context, input: AssignTicketInput): Promise<TicketRow> {
  requireAbility(ctx, 'tickets')
  const asked = parseInput(AssignTicketInput, input)
  const ticket = await lockTicket(ctx, asked.id)
  await requireTicketVersion(ctx, asked.version, ticket)
  refuseClosed(ticket)
  await requireAssignable(ctx, asked)
  const to = assignmentAfter(ticket, asked)
  if (to.assigneeId === ticket.assignee_id && to.teamId === ticket.team_id) return ticketRow(ctx, asked.id)
  await changeTicketAssignment(ctx, ticket, to)
  await appendEvent(ctx, {
    name: 'ticket.assigned', subject: { kind: 'ticket', id: ticket.id }, conversationId: ticket.conversation.id,
    data: { ...to, fromAssigneeId: ticket.assignee_id, fromTeamId: ticket.team_id },
  })
  if (to.assigneeId !== null && to.assigneeId !== ticket.assignee_id) {
    await notify(ctx, [to.assigneeId], { kind: 'assigned', subject: { kind: 'ticket', id: ticket.id }, conversationId: ticket.conversation.id, data: { number: ticket.number } })
  }
  return ticketRow(ctx, asked.id)
}

/** The conversation goes with the ticket while that is at work. */
export async function changeTicketAssignment(ctx: Context, ticket: LockedTicket, to: Assignment): Promise<void> {
  await ctx.db.updateTable('ticket')
    .set((eb) => ({ assignee_id: to.assigneeId, team_id: to.teamId, updated_at: sql<string>`app.now()`, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', ticket.id).execute()
  if (workingStates.includes(ticket.state)) await holdConversation(ctx, ticket.conversation, { id: ticket.id, ...to })
}
