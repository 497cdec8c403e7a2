import type { Context } from '../context.ts'
import { insertNote } from '../conversation/write-note.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { membersOfTeams, notify } from '../notification/notify.ts'
import { requireAssignable } from '../team/require-member.ts'
import { changeTicketAssignment } from './assign-ticket.ts'
import { lockTicket, refuseClosed } from './lock-ticket.ts'
import { HandOverTicketInput, type TicketRow } from './ticket.ts'
import { requireTicketVersion, ticketRow } from './ticket-rows.ts'

/** To another team, with a word for it. Nothing else changes: notes, history, due time and the clock of the answer stay. */
export async function handOverTicket(ctx: Context, input: Partial<HandOverTicketInput> & { id: string; teamId: string }): Promise<TicketRow> {
  requireAbility(ctx, 'tickets')
  const asked = parseInput(HandOverTicketInput, input)
  const ticket = await lockTicket(ctx, asked.id)
  await requireTicketVersion(ctx, asked.version, ticket)
  refuseClosed(ticket)
  await requireAssignable(ctx, asked)
  const about = { subject: { kind: 'ticket', id: ticket.id }, conversationId: ticket.conversation.id } as const
  const noteId = asked.note === '' ? null : await insertNote(ctx, { conversationId: ticket.conversation.id, ticketId: ticket.id, text: asked.note, mentionedUserIds: [] })
  await changeTicketAssignment(ctx, ticket, { assigneeId: asked.assigneeId, teamId: asked.teamId })
  await appendEvent(ctx, {
    name: 'ticket.handed-over', ...about,
    data: { assigneeId: asked.assigneeId, teamId: asked.teamId, fromAssigneeId: ticket.assignee_id, fromTeamId: ticket.team_id, noteId },
  })
  const told = asked.assigneeId ? [asked.assigneeId] : await membersOfTeams(ctx, [asked.teamId])
  await notify(ctx, told, { kind: 'assigned', ...about, data: { number: ticket.number, handedOver: true, teamId: asked.teamId } })
  return ticketRow(ctx, asked.id)
}
