import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { NoteView } from '../conversation/conversation.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { attachmentViews, bindAttachments } from '../media/bind-attachments.ts'
import { lockTicket, refuseClosed } from './lock-ticket.ts'
import { AttachToTicketInput } from './ticket.ts'

/** Binds what the person uploaded before (`keepMedia`). */
export async function attachToTicket(ctx: Context, input: AttachToTicketInput): Promise<NoteView['attachments']> {
  requireAbility(ctx, 'tickets')
  const asked = parseInput(AttachToTicketInput, input)
  const ticket = await lockTicket(ctx, asked.id)
  refuseClosed(ticket)
  await bindAttachments(ctx, asked.attachmentIds, { ticketId: asked.id })
  await ctx.db.updateTable('ticket').set((eb) => ({ updated_at: sql<string>`app.now()`, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', asked.id).execute()
  await appendEvent(ctx, {
    name: 'ticket.attached', subject: { kind: 'ticket', id: asked.id }, conversationId: ticket.conversation.id, data: { attachmentIds: asked.attachmentIds },
  })
  return (await attachmentViews(ctx, { ticketIds: [asked.id] })).filter((view) => asked.attachmentIds.includes(view.id))
    .map(({ id, mediaId, fileName, contentType, byteSize }) => ({ id, mediaId, fileName, contentType, byteSize }))
}
