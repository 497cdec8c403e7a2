import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Scope } from '../../../core/context.ts'
import type { SearchFilters, SearchRequest } from '../../../core/ports/mention-index.ts'
import { conversationsByAssignment } from '../../../core/team/visible.ts'
import type { Db } from '../../../core/tables.ts'
import { queryLiteral } from './literals.ts'

/** What a request may find. `own` asks the search table alone; `far` asks conversations and tags, which stand behind policies. */
export interface Hits {
  own: RawBuilder<SqlBool>
  far?: RawBuilder<SqlBool>
}

/** So many conversations are handed over as ids, which lets the search table's own indexes find them; more are joined. */
const maxInline = 5000

/**
 * Every statement of this adapter goes through here: the table has no policy of the database (with one, Postgres would not
 * use the word index), so workspace and walls stand in this one place.
 */
export async function resolveHits(db: Db, scope: Scope, { query, filters }: Pick<SearchRequest, 'query' | 'filters'>, snapshot: number): Promise<Hits> {
  const words = queryLiteral(query)
  const own = [
    sql<SqlBool>`s.workspace_id = ${scope.workspaceId}::uuid`,
    sql<SqlBool>`s.arrival <= ${snapshot}::bigint`,
    ...(words === null ? [] : [sql<SqlBool>`s.terms @@ ${words}::tsquery`]),
    ...ownConditions(filters),
  ]
  const far: RawBuilder<SqlBool>[] = []
  if (scope.channels !== 'all') {
    const handedOver = await resolveIds(db, conversationsByAssignment(scope))
    // A mention stands in the channel of its conversation, which is seen by channel or because it was handed over.
    const visible = sql<SqlBool>`(s.channel_id = any(${[...scope.channels]}::uuid[]) or s.conversation_id ${handedOver.condition})`
    ;(handedOver.isInline ? own : far).push(visible)
  }
  for (const subset of workSubsets(scope, filters)) {
    const found = await resolveIds(db, subset)
    ;(found.isInline ? own : far).push(sql<SqlBool>`s.conversation_id ${found.condition}`)
  }
  return { own: all(own), ...(far.length > 0 ? { far: all(far) } : {}) }
}

/**
 * `from ... where ...` over the hits, as `s`. A policy anywhere in a query keeps Postgres from using the word index in all of it,
 * so what asks conversations stands outside a fence, unless rows are walked in order of time, where no word index is wanted.
 */
export function fromHits({ own, far }: Hits, walk: 'by-words' | 'by-time'): RawBuilder<unknown> {
  if (!far) return sql`from mention_search s where ${own}`
  if (walk === 'by-time') return sql`from mention_search s where ${own} and ${far}`
  return sql`from (select s.mention_id, s.published_at, s.arrival, s.network, s.channel_id, s.conversation_id, s.kind, s.language, s.sentiment
    from mention_search s where ${own} offset 0) s where ${far}`
}

async function resolveIds(db: Db, ids: RawBuilder<unknown>): Promise<{ condition: RawBuilder<unknown>; isInline: boolean }> {
  const { rows } = await sql<{ id: string }>`select id from (${ids}) few limit ${maxInline + 1}`.execute(db)
  if (rows.length > maxInline) return { condition: sql`in (${ids})`, isInline: false }
  return { condition: sql`= any(${[...new Set(rows.map(({ id }) => id))]}::uuid[])`, isInline: true }
}

function ownConditions(filters: SearchFilters): RawBuilder<SqlBool>[] {
  const columns: [string, string, string[] | undefined][] = [
    ['network', 'text', filters.networks], ['channel_id', 'uuid', filters.channelIds], ['sentiment', 'text', filters.sentiments],
    ['language', 'text', filters.languages], ['kind', 'text', filters.kinds], ['author_id', 'uuid', filters.authorIds],
  ]
  const conditions = columns.filter(([, , values]) => values !== undefined)
    .map(([column, type, values]) => sql<SqlBool>`${sql.ref(`s.${column}`)} = any(${values}::${sql.raw(type)}[])`)
  if (filters.publishedFrom) conditions.push(sql`s.published_at >= ${filters.publishedFrom.toISOString()}::timestamptz`)
  if (filters.publishedTo) conditions.push(sql`s.published_at < ${filters.publishedTo.toISOString()}::timestamptz`)
  return conditions
}

/** The conversations that filters over work and tags leave, as sub-selects of ids. */
function workSubsets(scope: Scope, filters: SearchFilters): RawBuilder<unknown>[] {
  const conditions: RawBuilder<SqlBool>[] = []
  if (filters.states) conditions.push(sql`c.state = any(${filters.states}::text[])`)
  if (filters.teamIds) conditions.push(sql`c.team_id = any(${filters.teamIds}::uuid[])`)
  if (filters.assigneeIds) {
    const people = filters.assigneeIds.filter((id) => id !== 'none')
    const nobody = people.length < filters.assigneeIds.length ? sql` or c.assignee_id is null` : sql``
    conditions.push(sql`(c.assignee_id = any(${people}::text[])${nobody})`)
  }
  const work = conditions.length === 0 ? [] : [sql`select c.id from conversation c where c.workspace_id = ${scope.workspaceId}::uuid and ${all(conditions)}`]
  const tagged = filters.tagIds ? [sql`select t.conversation_id as id from conversation_tag t where t.workspace_id = ${scope.workspaceId}::uuid and t.tag_id = any(${filters.tagIds}::uuid[])`] : []
  return [...work, ...tagged]
}

function all(conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`
}
