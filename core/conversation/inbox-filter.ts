import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Scope } from '../context.ts'
import { conversationIsVisible } from '../team/visible.ts'
import type { InboxView, ListInboxInput } from './conversation.ts'

export type InboxFilter = Pick<ListInboxInput, 'view' | 'networks' | 'channelIds' | 'sentiments' | 'tagIds' | 'assigneeIds' | 'teamIds' | 'snapshot'>

/** The one meaning of a view and its filters, for the list, its counts, the pill and bulk work. Over the table `conversation`. */
export function inInbox(scope: Scope, filter: InboxFilter): RawBuilder<SqlBool> {
  const parts = [
    sql<SqlBool>`conversation.workspace_id = ${scope.workspaceId}`,
    conversationIsVisible(scope),
    inView(scope, filter.view),
  ]
  if (filter.networks) parts.push(sql`conversation.network = any(${filter.networks}::text[])`)
  if (filter.channelIds) parts.push(sql`conversation.channel_id = any(${filter.channelIds}::uuid[])`)
  if (filter.teamIds) parts.push(sql`conversation.team_id = any(${filter.teamIds}::uuid[])`)
  if (filter.assigneeIds) parts.push(assignedTo(filter.assigneeIds))
  if (filter.sentiments) {
    parts.push(sql`exists (select from mention newest where newest.id = conversation.last_mention_id and newest.sentiment = any(${filter.sentiments}::text[]))`)
  }
  if (filter.tagIds) {
    parts.push(sql`exists (select from conversation_tag tagged where tagged.workspace_id = conversation.workspace_id
      and tagged.conversation_id = conversation.id and tagged.tag_id = any(${filter.tagIds}::uuid[]))`)
  }
  if (filter.snapshot !== undefined) parts.push(sql`conversation.arrival <= ${filter.snapshot}`)
  return sql.join(parts, sql` and `)
}

/**
 * A conversation that a ticket holds is never `open`, so it leaves the views of work by itself; it stays in the views
 * of those who have it.
 */
function inView(scope: Scope, view: InboxView): RawBuilder<SqlBool> {
  const normal = sql<SqlBool>`conversation.sorting = 'normal'`
  switch (view) {
    case 'waiting': return sql`conversation.state = 'open' and ${normal}`
    case 'unassigned': return sql`conversation.state = 'open' and ${normal} and conversation.assignee_id is null and conversation.team_id is null`
    case 'mine': return sql`${isMine(scope)} and conversation.state <> 'done' and ${normal}`
    case 'team': return sql`${isOfMyTeams(scope)} and conversation.state <> 'done' and ${normal}`
    case 'held': return sql`conversation.state = any('{pending,snoozed}'::text[]) and ${normal} and ${isNotHeldByOthers(scope)}`
    case 'trouble': return sql`conversation.send_trouble`
    case 'done': return sql`conversation.state = 'done' and ${normal}`
    case 'spam': return sql`conversation.sorting = 'spam'`
    case 'reposts': return sql`conversation.sorting = 'repost'`
    case 'all': return sql`true`
  }
}

function isMine(scope: Scope): RawBuilder<SqlBool> {
  return scope.actor.kind === 'user' ? sql<SqlBool>`conversation.assignee_id = ${scope.actor.id}` : sql<SqlBool>`false`
}

function isOfMyTeams(scope: Scope): RawBuilder<SqlBool> {
  return sql<SqlBool>`conversation.team_id = any(${[...scope.teamIds]}::uuid[])`
}

/** What another team's ticket holds is out of sight; its chip stands in the views that still show it. */
function isNotHeldByOthers(scope: Scope): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${isMine(scope)} or ${isOfMyTeams(scope)} or (conversation.assignee_id is null and conversation.team_id is null)
    or not exists (select from ticket holding where holding.workspace_id = conversation.workspace_id and holding.conversation_id = conversation.id
      and holding.state = any('{new,open,pending,on_hold}'::text[])))`
}

function assignedTo(assigneeIds: readonly string[]): RawBuilder<SqlBool> {
  const people = assigneeIds.filter((id) => id !== 'none')
  const nobody = assigneeIds.includes('none') ? sql`conversation.assignee_id is null` : sql`false`
  return sql<SqlBool>`(conversation.assignee_id = any(${people}::text[]) or ${nobody})`
}
