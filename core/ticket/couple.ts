import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Assignment } from '../conversation/assign-conversation.ts'
import type { LockedConversation } from '../conversation/lock-conversation.ts'
import { appendEvent } from '../event/append-event.ts'
import { touchIndex } from '../mention/touch-index.ts'

/** A ticket at work has its conversation: pending, with the ticket's assignee, out of the other teams' views. */
export async function holdConversation(ctx: Context, before: LockedConversation, ticket: { id: string } & Assignment): Promise<void> {
  const same = before.state === 'pending' && before.assignee_id === ticket.assigneeId && before.team_id === ticket.teamId
  if (same) return
  await ctx.db.updateTable('conversation')
    .set((eb) => ({
      state: 'pending', snoozed_until: null, assignee_id: ticket.assigneeId, team_id: ticket.teamId,
      updated_at: sql<string>`app.now()`, version: eb('version', '+', 1),
    }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', before.id).execute()
  await stateChanged(ctx, before, 'pending', ticket.id)
  await touchIndex(ctx, before.id)
}

/** Solving the ticket ends the conversation's work too. */
export async function releaseConversation(ctx: Context, before: LockedConversation, ticketId: string): Promise<void> {
  if (before.state === 'done') return
  await ctx.db.updateTable('conversation')
    .set((eb) => ({ state: 'done', snoozed_until: null, waiting_since: null, updated_at: sql<string>`app.now()`, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', before.id).execute()
  await stateChanged(ctx, before, 'done', ticketId)
  await touchIndex(ctx, before.id)
}

async function stateChanged(ctx: Context, before: LockedConversation, to: 'pending' | 'done', ticketId: string): Promise<void> {
  if (before.state === to) return
  await appendEvent(ctx, {
    name: 'conversation.state-changed', subject: { kind: 'conversation', id: before.id }, conversationId: before.id,
    data: { from: before.state, to, ticketId },
  })
}
