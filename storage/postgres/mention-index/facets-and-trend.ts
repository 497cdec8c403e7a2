import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '../../../core/context.ts'
import type { Facets, SearchRequest, TrendDay } from '../../../core/ports/mention-index.ts'
import type { Db } from '../../../core/tables.ts'
import { fromHits, resolveHits } from './hits.ts'
import { latestArrival } from './search-hits.ts'

/** Values a facet at most; nobody picks from a longer list. */
const maxValues = 200

/** Above this many hits their newest are counted. */
const maxCounted = 10_000

type Count = { facet: keyof Facets; value: string; count: number }

/** How many hits the list would show with one more filter, exact to 10,000 hits. Of more the newest 10,000 are counted, which bounds the work. */
export async function countFacets(db: Db, scope: Scope, request: SearchRequest): Promise<Facets> {
  const snapshot = request.snapshot ?? (await latestArrival(db, scope))
  const hits = await resolveHits(db, scope, request, snapshot)
  const all = await countValues(db, scope, sql`${facetColumns} ${fromHits(hits, 'byWords')} limit ${maxCounted + 1}`)
  const counted = all ?? (await countValues(db, scope, sql`${facetColumns} ${fromHits(hits, 'byWords')} order by s.published_at desc, s.arrival desc limit ${maxCounted}`))!
  const facets: Facets = { network: [], channel: [], sentiment: [], language: [], kind: [], state: [], assignee: [], tag: [] }
  for (const { facet, value, count } of counted) if (facets[facet].length < maxValues) facets[facet].push({ value, count })
  return facets
}

const facetColumns = sql`select s.network, s.channel_id, s.sentiment, s.language, s.kind, s.conversation_id`

/**
 * Null where there are too many. What a mention is comes in few combinations, so they are counted before each of their columns is.
 * The offset keeps the planner from reading every conversation for the work on some.
 */
async function countValues(db: Db, scope: Scope, hits: RawBuilder<unknown>): Promise<Count[] | null> {
  const { rows } = await sql<Count | { facet: null }>`
    with found as materialized (${hits}),
    hits as materialized (select * from found where (select count(*) from found) <= ${maxCounted}),
    kinds as materialized (select network, channel_id, sentiment, language, kind, count(*) as n from hits group by network, channel_id, sentiment, language, kind),
    own as (
      select network, channel_id, sentiment, language, kind, sum(n) as n from kinds
      group by grouping sets ((network), (channel_id), (sentiment), (language), (kind))),
    held as materialized (select conversation_id, count(*) as n from hits group by conversation_id),
    work as (
      select c.state, c.assignee_id, sum(held.n) as n from held cross join lateral (
        select state, assignee_id from conversation where id = held.conversation_id and workspace_id = ${scope.workspaceId}::uuid offset 0) c
      group by c.state, c.assignee_id)
    select case when network is not null then 'network' when channel_id is not null then 'channel' when sentiment is not null then 'sentiment'
        when language is not null then 'language' else 'kind' end as facet,
      coalesce(network, channel_id::text, sentiment, language, kind) as value, n::bigint as count from own
    union all select 'state', state, sum(n)::bigint from work group by state
    union all select 'assignee', coalesce(assignee_id, 'none'), sum(n)::bigint from work group by assignee_id
    union all select 'tag', t.tag_id::text, sum(held.n)::bigint from held join conversation_tag t on t.conversation_id = held.conversation_id
      where t.workspace_id = ${scope.workspaceId}::uuid group by t.tag_id
    union all select null, null, count(*) from found having count(*) > ${maxCounted}
    order by count desc, value`.execute(db)
  const counts = rows.filter((row): row is Count => row.facet !== null)
  return counts.length < rows.length ? null : counts
}

export async function countDays(db: Db, scope: Scope, request: SearchRequest, zone: string): Promise<TrendDay[]> {
  const snapshot = request.snapshot ?? (await latestArrival(db, scope))
  const hits = await resolveHits(db, scope, request, snapshot)
  const { rows } = await sql<TrendDay>`
    select to_char(day, 'YYYY-MM-DD') as day, total, positive, neutral, negative, mixed from (
      select (s.published_at at time zone ${zone}::text)::date as day, count(*) as total,
        count(*) filter (where s.sentiment = 'positive') as positive, count(*) filter (where s.sentiment = 'neutral') as neutral,
        count(*) filter (where s.sentiment = 'negative') as negative, count(*) filter (where s.sentiment = 'mixed') as mixed
      ${fromHits(hits, 'byWords')} group by 1) days order by day`.execute(db)
  return rows
}
