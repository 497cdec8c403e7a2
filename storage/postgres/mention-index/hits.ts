import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Scope } from '../../../core/context.ts'
import type { SearchFilters, SearchRequest } from '../../../core/ports/mention-index.ts'
import { conversationIsVisible, conversationsByAssignment } from '../../../core/team/visible.ts'
import type { Db } from '../../../core/tables.ts'
import { marksLiteral, queryLiteral } from './literals.ts'

/** What a request may find, over `mention_search s`, written for the way that rows are come by: both mean the same rows. */
export interface Hits {
  byWords: RawBuilder<SqlBool>
  byTime: RawBuilder<SqlBool>
}

/** Of more conversations each mention asks for its own; up to so many of them, or of hits, nothing is weighed. */
const mostCollected = 40_000
const few = 5000

/**
 * Every statement of this adapter goes through here: the table has no policy of the database (with one, Postgres would not
 * use the word index), so workspace and walls stand in this one place. What stands behind policies is asked in sub-selects that the
 * planner does not pull up into joins, because a policy beside the table would keep it from the word index as well.
 */
export async function resolveHits(db: Db, scope: Scope, { query, filters }: Pick<SearchRequest, 'query' | 'filters'>, snapshot: number): Promise<Hits> {
  const words = queryLiteral(query)
  const led = [words, marksLiteral(filters)].filter((literal) => literal !== null).join(' & ')
  const own = [sql<SqlBool>`s.workspace_id = ${scope.workspaceId}::uuid`, sql<SqlBool>`s.arrival <= ${snapshot}::bigint`, ...ownConditions(filters)]
  const byWords = led === '' ? own : [...own, sql<SqlBool>`s.terms @@ ${led}::tsquery`]
  const byTime = words === null ? own : [...own, sql<SqlBool>`s.terms @@ ${words}::tsquery`]
  const subsets = workSubsets(scope, filters)
  if (scope.channels === 'all' && subsets.length === 0) return { byWords: all(byWords), byTime: all(byTime) }
  const guess = led === '' ? Infinity : await guessHits(db, all(byWords))
  const walls = scope.channels === 'all' ? [] : [isInside(scope)]
  const ways: RawBuilder<SqlBool>[] = []
  for (const subset of subsets) ways.push(await bestWay(db, subset, guess))
  return { byWords: all([...byWords, ...walls, ...ways]), byTime: all([...byTime, ...walls, ...subsets.map(isOneOf)]) }
}

/** `from ... where ...` over the hits, as `s`. */
export function fromHits(hits: Hits, walk: keyof Hits): RawBuilder<unknown> {
  return sql`from mention_search s where ${hits[walk]}`
}

/** A mention stands in the channel of its conversation, which is seen by channel or because it was handed over. */
function isInside(scope: Scope): RawBuilder<SqlBool> {
  return sql<SqlBool>`(s.channel_id = any(${[...scope.channels]}::uuid[]) or s.conversation_id in (${conversationsByAssignment(scope)}))`
}

/** The planner's own guess, which knows the frequent words. */
async function guessHits(db: Db, words: RawBuilder<SqlBool>): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>`explain (format json) select from mention_search s where ${words}`.execute(db)
  return rows[0]!['QUERY PLAN'][0].Plan['Plan Rows']
}

/** The same condition in three ways: from the conversations to their mentions, by a hash of them, or a look at each mention's own. */
async function bestWay(db: Db, subset: Subset, guess: number): Promise<RawBuilder<SqlBool>> {
  if (guess <= few) return isOneOf(subset)
  const { rows } = await sql<{ count: number }>`select count(*) as count from (select ${idsOf(subset)} limit ${mostCollected + 1}) counted`.execute(db)
  const { count } = rows[0]!
  if (count > mostCollected) return isOneOf(subset)
  if (count <= few || count * 2 < guess) return sql`s.conversation_id = any(array(select ${idsOf(subset)}))`
  return sql`(s.conversation_id in (select ${idsOf(subset)})) is true`
}

/** Conversations by a condition over the alias `c` of a table that names them in `id`. */
interface Subset {
  id: RawBuilder<unknown>
  from: RawBuilder<unknown>
}

function idsOf({ id, from }: Subset): RawBuilder<unknown> {
  return sql`${id} from ${from}`
}

/** Without "is true" it would become a join, without the offset a hash of all. */
function isOneOf({ id, from }: Subset): RawBuilder<SqlBool> {
  return sql<SqlBool>`(exists (select from ${from} and ${id} = s.conversation_id offset 0)) is true`
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

/** The conversations that filters over work and tags leave; what stands behind a wall is left out at once. */
function workSubsets(scope: Scope, filters: SearchFilters): Subset[] {
  const conditions: RawBuilder<SqlBool>[] = []
  if (filters.states) conditions.push(sql`c.state = any(${filters.states}::text[])`)
  if (filters.teamIds) conditions.push(sql`c.team_id = any(${filters.teamIds}::uuid[])`)
  if (filters.assigneeIds) {
    const people = filters.assigneeIds.filter((id) => id !== 'none')
    const nobody = people.length < filters.assigneeIds.length ? sql` or c.assignee_id is null` : sql``
    conditions.push(sql`(c.assignee_id = any(${people}::text[])${nobody})`)
  }
  const subsets: Subset[] = []
  if (conditions.length > 0) {
    subsets.push({ id: sql`c.id`, from: sql`conversation c where c.workspace_id = ${scope.workspaceId}::uuid and ${all(conditions)} and ${conversationIsVisible(scope, 'c')}` })
  }
  if (filters.tagIds) {
    subsets.push({ id: sql`c.conversation_id`, from: sql`conversation_tag c where c.workspace_id = ${scope.workspaceId}::uuid and c.tag_id = any(${filters.tagIds}::uuid[])` })
  }
  return subsets
}

function all(conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`
}
