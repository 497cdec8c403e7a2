import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { holdConversation, releaseConversation } from './couple.ts'
import { lockTicket, refuseClosed, type LockedTicket } from './lock-ticket.ts'
import { SetTicketStateInput, workingStates, type TicketRow } from './ticket.ts'
import { requireTicketVersion, ticketRow } from './ticket-rows.ts'

/** The conversation follows: a ticket at work has it, a solved one lets it be done. */
export async function setTicketState(ctx: Context, input: SetTicketStateInput): Promise<TicketRow> {
  requireAbility(ctx, 'tickets')
  const asked = parseInput(SetTicketStateInput, input)
  const ticket = await lockTicket(ctx, asked.id)
  await requireTicketVersion(ctx, asked.version, ticket)
  if (ticket.state === asked.state) return ticketRow(ctx, asked.id)
  refuseClosed(ticket)
  await writeState(ctx, ticket, asked.state)
  if (isWorking(asked.state)) await holdConversation(ctx, ticket.conversation, { id: ticket.id, assigneeId: ticket.assignee_id, teamId: ticket.team_id })
  // A solved ticket that is closed has let its conversation go before; the person may have opened that again.
  else if (isWorking(ticket.state)) await releaseConversation(ctx, ticket.conversation, ticket.id)
  return ticketRow(ctx, asked.id)
}

async function writeState(ctx: Context, ticket: LockedTicket, state: SetTicketStateInput['state']): Promise<void> {
  const now = sql<string>`app.now()`
  const ends = { solved: { solved_at: now }, closed: { solved_at: sql<string>`coalesce(solved_at, app.now())`, closed_at: now } }
  await ctx.db.updateTable('ticket')
    .set((eb) => ({
      state, updated_at: now, version: eb('version', '+', 1),
      ...(state === 'solved' || state === 'closed' ? ends[state] : { solved_at: null }),
    }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', ticket.id).execute()
  await appendEvent(ctx, {
    name: ticket.state === 'solved' && isWorking(state) ? 'ticket.reopened' : 'ticket.state-changed',
    subject: { kind: 'ticket', id: ticket.id }, conversationId: ticket.conversation.id, data: { from: ticket.state, to: state },
  })
}

function isWorking(state: LockedTicket['state']): boolean {
  return workingStates.includes(state)
}
