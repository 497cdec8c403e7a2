import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { assignmentAfter } from '../conversation/assign-conversation.ts'
import { lockConversation, type LockedConversation } from '../conversation/lock-conversation.ts'
import { InvalidInput } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { nextNumber } from '../next-number.ts'
import { notify } from '../notification/notify.ts'
import { requireAssignable } from '../team/require-member.ts'
import { holdConversation } from './couple.ts'
import { ticketView } from './read-ticket.ts'
import { OpenTicketInput, type TicketState, type TicketView } from './ticket.ts'

export async function openTicket(ctx: Context, input: Partial<OpenTicketInput> & { conversationId: string }): Promise<TicketView> {
  const { id } = await openTicketOnly(ctx, input)
  return ticketView(ctx, id)
}

export interface OpenedTicket {
  id: string
  outcome: 'opened' | 'existing' | 'reopened'
}

/** A conversation has at most one ticket that is not closed: opening again gives that one, reopened if it was solved. */
export async function openTicketOnly(ctx: Context, input: Partial<OpenTicketInput> & { conversationId: string }, ruleId: string | null = null): Promise<OpenedTicket> {
  requireAbility(ctx, 'tickets')
  const asked = parseInput(OpenTicketInput, input)
  await requireAssignable(ctx, asked)
  const conversation = await lockConversation(ctx, asked.conversationId)
  const existing = await ctx.db.selectFrom('ticket').select(['id', 'state', 'assignee_id', 'team_id'])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('conversation_id', '=', asked.conversationId).where('state', '<>', 'closed')
    .forUpdate().executeTakeFirst()
  if (!existing) return { id: await writeTicket(ctx, conversation, asked, ruleId), outcome: 'opened' }
  if (existing.state !== 'solved') return { id: existing.id, outcome: 'existing' }
  await reopen(ctx, conversation, existing)
  return { id: existing.id, outcome: 'reopened' }
}

async function writeTicket(ctx: Context, conversation: LockedConversation, asked: OpenTicketInput, ruleId: string | null): Promise<string> {
  const source = await readSource(ctx, conversation, asked.mentionId)
  const to = assignmentAfter(conversation, asked)
  const id = newId()
  const number = await nextNumber(ctx, 'ticket')
  const subject = asked.subject ?? source.subject
  const previous = await previousTicket(ctx, conversation.id)
  await ctx.db.insertInto('ticket').values({
    workspace_id: ctx.scope.workspaceId, id, number, conversation_id: conversation.id, profile_id: conversation.profile_id, subject,
    type: asked.type, priority: asked.priority, assignee_id: to.assigneeId, team_id: to.teamId, due_at: asked.dueAt ?? null,
    mention_id: source.mentionId, rule_id: ruleId, previous_ticket_id: previous,
  }).execute()
  await appendEvent(ctx, {
    name: 'ticket.opened', subject: { kind: 'ticket', id }, conversationId: conversation.id,
    data: { number, type: asked.type, priority: asked.priority, ...to, mentionId: source.mentionId, ruleId, previousTicketId: previous },
    detail: { subject },
  })
  await holdConversation(ctx, conversation, { id, ...to })
  if (to.assigneeId) await notify(ctx, [to.assigneeId], { kind: 'assigned', subject: { kind: 'ticket', id }, conversationId: conversation.id, data: { number } })
  return id
}

async function reopen(ctx: Context, conversation: LockedConversation, ticket: { id: string; state: TicketState; assignee_id: string | null; team_id: string | null }): Promise<void> {
  await ctx.db.updateTable('ticket')
    .set((eb) => ({ state: 'open', solved_at: null, updated_at: sql<string>`app.now()`, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', ticket.id).execute()
  await appendEvent(ctx, { name: 'ticket.reopened', subject: { kind: 'ticket', id: ticket.id }, conversationId: conversation.id, data: { from: ticket.state, to: 'open' } })
  await holdConversation(ctx, conversation, { id: ticket.id, assigneeId: ticket.assignee_id, teamId: ticket.team_id })
}

/** The mention that it is about, and its first words for a ticket without a subject of its own. */
async function readSource(ctx: Context, conversation: LockedConversation, mentionId: string | undefined): Promise<{ mentionId: string | null; subject: string }> {
  const id = mentionId ?? conversation.last_mention_id
  const mention = id === null ? undefined : await ctx.db.selectFrom('mention').select(['id', 'title', 'text'])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).where('conversation_id', '=', conversation.id).executeTakeFirst()
  if (!mention && mentionId !== undefined) throw new InvalidInput({ ja: 'その投稿はこの会話にありません。', en: 'That mention is not part of this conversation.' })
  const words = (mention?.title ?? mention?.text ?? '').replace(/\s+/g, ' ').trim()
  return { mentionId: mention?.id ?? null, subject: words === '' ? '（本文なし）' : words.slice(0, 80).toWellFormed() }
}

async function previousTicket(ctx: Context, conversationId: string): Promise<string | null> {
  const row = await ctx.db.selectFrom('ticket').select('id').where('workspace_id', '=', ctx.scope.workspaceId)
    .where('conversation_id', '=', conversationId).orderBy('number', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? null
}
