import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { lockTicket, refuseClosed } from './lock-ticket.ts'
import { ChangeTicketInput, type TicketRow } from './ticket.ts'
import { requireTicketVersion, ticketRow } from './ticket-rows.ts'

export async function changeTicket(ctx: Context, input: ChangeTicketInput): Promise<TicketRow> {
  requireAbility(ctx, 'tickets')
  const asked = parseInput(ChangeTicketInput, input)
  const ticket = await lockTicket(ctx, asked.id)
  await requireTicketVersion(ctx, asked.version, ticket)
  refuseClosed(ticket)
  const { subject, type, priority, dueAt, fields } = asked
  const changed = Object.entries({ subject, type, priority, dueAt, fields }).filter(([, value]) => value !== undefined).map(([name]) => name)
  if (changed.length === 0) return ticketRow(ctx, asked.id)
  await ctx.db.updateTable('ticket')
    .set((eb) => ({
      ...(subject !== undefined && { subject }), ...(type !== undefined && { type }), ...(priority !== undefined && { priority }),
      ...(dueAt !== undefined && { due_at: dueAt }), ...(fields !== undefined && { fields: JSON.stringify(fields) }),
      updated_at: sql<string>`app.now()`, version: eb('version', '+', 1),
    }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', asked.id).execute()
  await appendEvent(ctx, {
    name: 'ticket.changed', subject: { kind: 'ticket', id: asked.id }, conversationId: ticket.conversation.id,
    data: { changed, ...(type && { type }), ...(priority && { priority }), ...(dueAt !== undefined && { dueAt }) },
    detail: { ...(subject && { subject }), ...(fields && { fields }) },
  })
  return ticketRow(ctx, asked.id)
}
