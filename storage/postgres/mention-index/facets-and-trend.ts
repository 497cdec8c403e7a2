import { sql } from 'kysely'
import type { Scope } from '../../../core/context.ts'
import type { Facets, SearchRequest, TrendDay } from '../../../core/ports/mention-index.ts'
import type { Db } from '../../../core/tables.ts'
import { fromHits, resolveHits } from './hits.ts'
import { latestArrival } from './search-hits.ts'

/** Values a facet at most; nobody picks from a longer list. */
const maxValues = 200

/** How many hits the list would show with one more filter. Counted exactly, in one pass over the hits. */
export async function countFacets(db: Db, scope: Scope, request: SearchRequest): Promise<Facets> {
  const snapshot = request.snapshot ?? (await latestArrival(db, scope))
  const hits = await resolveHits(db, scope, request, snapshot)
  const { rows } = await sql<{ facet: keyof Facets; value: string; count: number }>`
    with hits as materialized (
      select s.network, s.channel_id, s.sentiment, s.language, s.kind, s.conversation_id ${fromHits(hits, 'by-words')}),
    own as (
      select network, channel_id, sentiment, language, kind, count(*) as n from hits
      group by grouping sets ((network), (channel_id), (sentiment), (language), (kind))),
    held as materialized (select conversation_id, count(*) as n from hits group by conversation_id),
    work as (
      select c.state, c.assignee_id, sum(held.n) as n from held join conversation c on c.id = held.conversation_id
      where c.workspace_id = ${scope.workspaceId}::uuid group by c.state, c.assignee_id)
    select case when network is not null then 'network' when channel_id is not null then 'channel' when sentiment is not null then 'sentiment'
        when language is not null then 'language' else 'kind' end as facet,
      coalesce(network, channel_id::text, sentiment, language, kind) as value, n::bigint as count from own
    union all select 'state', state, sum(n)::bigint from work group by state
    union all select 'assignee', coalesce(assignee_id, 'none'), sum(n)::bigint from work group by assignee_id
    union all select 'tag', t.tag_id::text, sum(held.n)::bigint from held join conversation_tag t on t.conversation_id = held.conversation_id
      where t.workspace_id = ${scope.workspaceId}::uuid group by t.tag_id
    order by count desc, value`.execute(db)
  const facets: Facets = { network: [], channel: [], sentiment: [], language: [], kind: [], state: [], assignee: [], tag: [] }
  for (const { facet, value, count } of rows) if (facets[facet].length < maxValues) facets[facet].push({ value, count })
  return facets
}

export async function countDays(db: Db, scope: Scope, request: SearchRequest, zone: string): Promise<TrendDay[]> {
  const snapshot = request.snapshot ?? (await latestArrival(db, scope))
  const hits = await resolveHits(db, scope, request, snapshot)
  const { rows } = await sql<TrendDay>`
    select to_char(s.published_at at time zone ${zone}::text, 'YYYY-MM-DD') as day, count(*) as total,
      count(*) filter (where s.sentiment = 'positive') as positive, count(*) filter (where s.sentiment = 'neutral') as neutral,
      count(*) filter (where s.sentiment = 'negative') as negative, count(*) filter (where s.sentiment = 'mixed') as mixed
    ${fromHits(hits, 'by-words')} group by 1 order by 1`.execute(db)
  return rows
}
