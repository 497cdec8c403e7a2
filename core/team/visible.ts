import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Context, Scope } from '../context.ts'
import { NotFound } from '../errors.ts'

/**
 * The one home of "who sees which conversation" inside a workspace. Mentions, notes, tickets and leads follow their conversation.
 * A conversation is visible when its channel is, or when it, or a ticket of it that is not closed, is assigned to the person or
 * to one of their teams: a hand-over shows the item to those who got it, and nothing else of that channel.
 * @param conversation name or alias of the conversation table in the query
 */
export function conversationIsVisible(scope: Scope, conversation = 'conversation'): RawBuilder<SqlBool> {
  if (scope.channels === 'all') return sql<SqlBool>`true`
  const column = (name: string) => sql.ref(`${conversation}.${name}`)
  return sql<SqlBool>`(${column('channel_id')} = any(${[...scope.channels]}::uuid[])
    or ${isAssignedToScope(scope, conversation)}
    or ${column('id')} in (${conversationsByTicket(scope)}))`
}

/** Conversations outside the visible channels that the scope sees nevertheless, as a sub-select of ids; for indexes that know channels only. */
export function conversationsByAssignment(scope: Scope): RawBuilder<{ id: string }> {
  return sql`select given.id from conversation given where given.workspace_id = ${scope.workspaceId} and ${isOfTeams(scope, 'given')}
    union all select given.id from conversation given where given.workspace_id = ${scope.workspaceId} and ${isOfPerson(scope, 'given')}
    union all ${conversationsByTicket(scope)}`
}

/** @throws NotFound also for what exists behind another team's wall. */
export async function requireVisibleConversation(ctx: Context, conversationId: string): Promise<void> {
  const row = await ctx.db.selectFrom('conversation').select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', conversationId)
    .where(conversationIsVisible(ctx.scope)).executeTakeFirst()
  if (!row) throw new NotFound({ ja: '会話', en: 'conversation' })
}

function isAssignedToScope(scope: Scope, table: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${isOfTeams(scope, table)} or ${isOfPerson(scope, table)})`
}

function isOfTeams(scope: Scope, table: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(`${table}.team_id`)} = any(${[...scope.teamIds]}::uuid[])`
}

function isOfPerson(scope: Scope, table: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(`${table}.assignee_id`)} = ${personOf(scope)}::text`
}

/** By team and by person apart: each alone is answered from its index, without a look at the rows. */
function conversationsByTicket(scope: Scope): RawBuilder<{ id: string }> {
  const held = sql`select held.conversation_id as id from ticket held where held.workspace_id = ${scope.workspaceId} and held.state <> 'closed'`
  return sql`${held} and ${isOfTeams(scope, 'held')} union all ${held} and ${isOfPerson(scope, 'held')}`
}

/** Nothing is assigned to a token, a rule or the system. */
function personOf(scope: Scope): string | null {
  return scope.actor.kind === 'user' ? scope.actor.id : null
}
