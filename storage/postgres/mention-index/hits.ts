import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Scope } from '../../../core/context.ts'
import type { SearchFilters, SearchRequest } from '../../../core/ports/mention-index.ts'
import { conversationsByAssignment } from '../../../core/team/visible.ts'
import { queryLiteral } from './literals.ts'

/**
 * What a request may find, as the condition over `mention_search s`. Every statement of this adapter goes through here: the table has
 * no policy of the database (with one, Postgres would not use the word index), so workspace and walls stand in this one place.
 */
export function isHit(scope: Scope, { query, filters }: Pick<SearchRequest, 'query' | 'filters'>, snapshot: number): RawBuilder<SqlBool> {
  const words = queryLiteral(query)
  const conditions = [
    sql<SqlBool>`s.workspace_id = ${scope.workspaceId}::uuid`,
    sql<SqlBool>`s.arrival <= ${snapshot}::bigint`,
    ...(words === null ? [] : [sql<SqlBool>`s.terms @@ ${words}::tsquery`]),
    ...(scope.channels === 'all' ? [] : [behindNoWall(scope, scope.channels)]),
    ...filterConditions(scope, filters),
  ]
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`
}

/** A mention stands in the channel of its conversation, which is seen by channel or because it was handed over. */
function behindNoWall(scope: Scope, channels: readonly string[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`(s.channel_id = any(${[...channels]}::uuid[]) or s.conversation_id in (${conversationsByAssignment(scope)}))`
}

function filterConditions(scope: Scope, filters: SearchFilters): RawBuilder<SqlBool>[] {
  const own: [string, string, string[] | undefined][] = [
    ['network', 'text', filters.networks], ['channel_id', 'uuid', filters.channelIds], ['sentiment', 'text', filters.sentiments],
    ['language', 'text', filters.languages], ['kind', 'text', filters.kinds], ['author_id', 'uuid', filters.authorIds],
  ]
  const conditions = own.filter(([, , values]) => values !== undefined)
    .map(([column, type, values]) => sql<SqlBool>`${sql.ref(`s.${column}`)} = any(${values}::${sql.raw(type)}[])`)
  if (filters.publishedFrom) conditions.push(sql`s.published_at >= ${filters.publishedFrom.toISOString()}::timestamptz`)
  if (filters.publishedTo) conditions.push(sql`s.published_at < ${filters.publishedTo.toISOString()}::timestamptz`)
  const work = workConditions(filters)
  if (work.length > 0) {
    conditions.push(sql`exists (select from conversation c where c.id = s.conversation_id and c.workspace_id = ${scope.workspaceId}::uuid and ${sql.join(work, sql` and `)})`)
  }
  if (filters.tagIds) {
    conditions.push(sql`exists (select from conversation_tag t where t.workspace_id = ${scope.workspaceId}::uuid and t.conversation_id = s.conversation_id and t.tag_id = any(${filters.tagIds}::uuid[]))`)
  }
  return conditions
}

function workConditions(filters: SearchFilters): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = []
  if (filters.states) conditions.push(sql`c.state = any(${filters.states}::text[])`)
  if (filters.teamIds) conditions.push(sql`c.team_id = any(${filters.teamIds}::uuid[])`)
  if (filters.assigneeIds) {
    const people = filters.assigneeIds.filter((id) => id !== 'none')
    const nobody = people.length < filters.assigneeIds.length ? sql` or c.assignee_id is null` : sql``
    conditions.push(sql`(c.assignee_id = any(${people}::text[])${nobody})`)
  }
  return conditions
}
