import { sql } from 'kysely'
import { systemScope, type Context, type WithinWorkspace } from '../context.ts'
import { appendEvents } from '../event/append-events.ts'
import type { Db } from '../tables.ts'
import { workingStates } from '../ticket/ticket.ts'

export interface OurReply {
  workspaceId: string
  conversationId: string
  replyId: string
  sentAt: Date
  /** Written at the network or recorded by hand, not sent from here. */
  madeOutside: boolean
}

/** What answers of ours mean for their conversations and tickets, for a page that the system role writes. */
export async function onOurReplies(db: Db, withinWorkspace: WithinWorkspace, replies: readonly OurReply[]): Promise<void> {
  for (const [workspaceId, own] of Map.groupBy(replies, (reply) => reply.workspaceId)) {
    await withinWorkspace(db, systemScope(workspaceId, 'listen'), (ctx) => noteOurReplies(ctx, own))
  }
}

/** The same inside one workspace: nobody waits any longer, the clocks of first replies stop, a new ticket is an open one. */
export async function noteOurReplies(ctx: Context, replies: readonly OurReply[]): Promise<void> {
  if (replies.length === 0) return
  await noteInConversations(ctx, replies)
  await noteInTickets(ctx, replies)
  await appendEvents(ctx.db, ctx.scope.actor, replies.filter((reply) => reply.madeOutside).map((reply) => ({
    workspaceId: ctx.scope.workspaceId, name: 'reply.made-outside', subject: { kind: 'reply', id: reply.replyId }, conversationId: reply.conversationId,
  })))
}

/** An answer that reaches us late does not end the waiting of who wrote after it. */
async function noteInConversations(ctx: Context, replies: readonly OurReply[]): Promise<void> {
  const ids = [...new Set(replies.map((reply) => reply.conversationId))].sort()
  await ctx.db.selectFrom('conversation').select('id').where('workspace_id', '=', ctx.scope.workspaceId).where('id', 'in', ids)
    .orderBy('id').forUpdate().execute()
  await sql`
    with said as (${saidIn(replies)}), span as (select conversation_id, min(at) as first, max(at) as last from said group by conversation_id)
    update conversation c set first_reply_at = coalesce(c.first_reply_at, span.first), last_reply_at = greatest(c.last_reply_at, span.last),
           waiting_since = case when c.waiting_since is null then null else (
             select min(m.published_at) from mention m
              where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.deleted_at is null
                and m.published_at > span.last and m.published_at >= c.waiting_since) end,
           version = c.version + 1, updated_at = app.now()
      from span where c.workspace_id = ${ctx.scope.workspaceId} and c.id = span.conversation_id`.execute(ctx.db)
}

async function noteInTickets(ctx: Context, replies: readonly OurReply[]): Promise<void> {
  const { rows } = await sql<{ id: string; conversation_id: string; was: string }>`
    with said as (${saidIn(replies)}),
    held as (
      select id, conversation_id, state, (select min(at) from said where said.conversation_id = ticket.conversation_id and at >= opened_at) as answered_at
        from ticket where workspace_id = ${ctx.scope.workspaceId} and state = any(${[...workingStates]}::text[])
         and conversation_id in (select conversation_id from said) order by id for update)
    update ticket t set first_reply_at = coalesce(t.first_reply_at, held.answered_at), state = case when held.state = 'new' then 'open' else held.state end,
           version = t.version + 1, updated_at = app.now()
      from held where t.id = held.id and held.answered_at is not null and (t.first_reply_at is null or held.state = 'new')
    returning t.id, t.conversation_id, held.state as was`.execute(ctx.db)
  await appendEvents(ctx.db, ctx.scope.actor, rows.filter((row) => row.was === 'new').map((row) => ({
    workspaceId: ctx.scope.workspaceId, name: 'ticket.state-changed', subject: { kind: 'ticket', id: row.id }, conversationId: row.conversation_id,
    data: { from: 'new', to: 'open' },
  })))
}

function saidIn(replies: readonly OurReply[]) {
  return sql`select * from unnest(${replies.map((reply) => reply.conversationId)}::uuid[], ${replies.map((reply) => reply.sentAt.toISOString())}::timestamptz[])
    as said (conversation_id, at)`
}
