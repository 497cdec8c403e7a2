import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '../../../core/context.ts'
import type { SearchPage, SearchRequest } from '../../../core/ports/mention-index.ts'
import type { Db } from '../../../core/tables.ts'
import { readCursor, writeCursor, type Cursor } from './cursor.ts'
import { fromHits, resolveHits, type Hits } from './hits.ts'
import { canRank, queryLiteral } from './literals.ts'

/** Beyond this many hits the total is "more than". */
const maxCount = 10_000
/** Best match ranks the newest hits; older ones follow, newest first. */
const maxRanked = 1000

interface Row {
  id: string
  published: string
  arrival: number
  rank: number
}
type Start = Pick<Cursor, 'by' | 'snapshot' | 'total' | 'totalIsExact'> & {
  hits: Hits
  from?: Cursor
  /** The first rows newest first, where counting has collected all hits anyway. */
  collected?: Row[]
}

export async function searchHits(db: Db, scope: Scope, request: SearchRequest): Promise<SearchPage> {
  const start = await startOf(db, scope, request)
  const rows = start.by === 'ranked' ? await ranked(db, request, start) : await newest(db, request, start)
  const ids = rows.slice(0, request.limit)
  const last = ids.at(-1)
  const page = { ids: ids.map(({ id }) => id), total: start.total, totalIsExact: start.totalIsExact, snapshot: start.snapshot }
  if (rows.length > request.limit && last) return { ...page, after: writeCursor(cursorAt(start, last)) }
  const rest = start.by === 'ranked' && start.total > maxRanked ? await lastRanked(db, start) : undefined
  return rest ? { ...page, after: writeCursor({ ...cursorAt(start, rest), by: 'rest' }) } : page
}

export async function latestArrival(db: Db, scope: Scope): Promise<number> {
  const { rows } = await sql<{ latest: number | null }>`select max(arrival) as latest from mention_search where workspace_id = ${scope.workspaceId}::uuid`.execute(db)
  return rows[0]?.latest ?? 0
}

/** The first page counts; later ones carry its snapshot and total along, so that they agree whatever arrives. */
async function startOf(db: Db, scope: Scope, request: SearchRequest): Promise<Start> {
  if (request.after !== undefined) {
    const from = readCursor(request.after)
    return { ...from, from, hits: await resolveHits(db, scope, request, from.snapshot) }
  }
  const snapshot = request.snapshot ?? (await latestArrival(db, scope))
  const hits = await resolveHits(db, scope, request, snapshot)
  const by = request.order === 'best' && canRank(request.query) ? 'ranked' : 'newest'
  const { rows } = await sql<{ total: number } & (Row | { id: null })>`
    with hits as materialized (select s.mention_id as id, s.published_at, s.arrival ${fromHits(hits, 'byWords')} limit ${maxCount + 1})
    select counted.total, first.id, first.published_at::text as published, first.arrival, 0 as rank from (select count(*) as total from hits) counted
    left join (select * from hits order by published_at desc, arrival desc limit ${by === 'ranked' ? maxRanked : request.limit + 1}) first on true
    order by first.published_at desc, first.arrival desc`.execute(db)
  const total = rows[0]!.total
  const start: Start = { hits, by, snapshot, total: Math.min(total, maxCount), totalIsExact: total <= maxCount }
  return start.totalIsExact ? { ...start, collected: rows.filter((row): row is Row & { total: number } => row.id !== null) } : start
}

/**
 * Few hits: collect them by the word index and sort. Many: walk the newest first. Left to itself the planner may walk
 * the whole table for a rare word, because it knows nothing of words outside its statistics.
 */
async function newest(db: Db, request: SearchRequest, start: Start): Promise<Row[]> {
  if (start.collected) return start.collected
  const { rows } = await sql<Row>`select id, published_at::text as published, arrival, 0 as rank from (${newestSource(start, request.limit + 1)}) page`.execute(db)
  return rows
}

function newestSource(start: Start, limit: number): RawBuilder<unknown> {
  const before = start.from && start.by !== 'ranked' ? sql` and (s.published_at, s.arrival) < (${start.from.published}::timestamptz, ${start.from.arrival}::bigint)` : sql``
  const hits = sql`select s.mention_id as id, s.published_at, s.arrival ${fromHits(start.hits, start.totalIsExact ? 'byWords' : 'byTime')}${before}`
  const order = sql`order by published_at desc, arrival desc limit ${limit}`
  return start.totalIsExact ? sql`with hits as materialized (${hits}) select * from hits ${order}` : sql`${hits} ${order}`
}

async function ranked(db: Db, request: SearchRequest, start: Start): Promise<Row[]> {
  const { from } = start
  const below = from?.rank === undefined ? sql`` : sql`where (rank, published_at, arrival) < (${from.rank}::float8, ${from.published}::timestamptz, ${from.arrival}::bigint)`
  const { rows } = await sql<Row>`
    with newest as materialized (${rankedSource(start)}),
    ranked as (
      select newest.*, ts_rank_cd(s.terms, ${queryLiteral(request.query)}::tsquery)::float8 as rank
      from newest join mention_search s on s.mention_id = newest.id)
    select id, published_at::text as published, arrival, rank from ranked ${below}
    order by rank desc, published_at desc, arrival desc limit ${request.limit + 1}`.execute(db)
  return rows
}

function rankedSource(start: Start): RawBuilder<unknown> {
  if (!start.collected) return sql`select * from (${newestSource(start, maxRanked)}) page`
  return sql`select m.mention_id as id, m.published_at, m.arrival from mention_search m where m.mention_id = any(${start.collected.map(({ id }) => id)}::uuid[])`
}

async function lastRanked(db: Db, start: Start): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select id, published_at::text as published, arrival, 0 as rank from (${newestSource(start, maxRanked)}) page
    order by page.published_at, page.arrival limit 1`.execute(db)
  return rows[0]
}

function cursorAt({ by, snapshot, total, totalIsExact }: Start, row: Row): Cursor {
  const cursor: Cursor = { by, snapshot, total, totalIsExact, published: row.published, arrival: row.arrival }
  return by === 'ranked' ? { ...cursor, rank: row.rank } : cursor
}
