import { sql } from 'kysely'
import type { Db } from '../tables.ts'
import type { LaneView } from './system.ts'

/**
 * Whether work is flowing, of the whole installation or of one workspace. Throttled and parked rows count too: a lane is judged
 * by the age of its oldest unfinished row, not by whether a process is up.
 */
export async function readLanes(db: Db, workspaceId: string | null = null): Promise<LaneView[]> {
  const own = workspaceId === null ? sql`true` : sql`workspace_id = ${workspaceId}`
  const { rows } = await sql<{ lane: LaneView['lane']; depth: number; oldest: number | null; parked: number; progress: Date | null }>`
    select 'intake' as lane,
           (select count(*)::int from intake where state in ('waiting', 'working') and ${own}) as depth,
           (select extract(epoch from app.now() - min(greatest(received_at, next_attempt_at)))::float8 from intake where state in ('waiting', 'working') and next_attempt_at <= app.now() and ${own}) as oldest,
           (select count(*)::int from intake where state = 'parked' and ${own}) as parked,
           (select max(done_at) from intake where state = 'done' and ${own}) as progress
    union all
    select 'outbound',
           (select count(*)::int from outbound_action where state in ('due', 'sending') and ${own}),
           (select extract(epoch from app.now() - min(due_at))::float8 from outbound_action
             where (state = 'due' and due_at <= app.now() or state = 'sending') and ${own}),
           (select count(*)::int from outbound_action where state in ('unknown', 'failed', 'missed') and ${own}),
           (select max(done_at) from outbound_action where state = 'done' and ${own})
    union all
    select 'events',
           (select count(*)::int from event where position is null and ${own}),
           (select extract(epoch from app.now() - min(at))::float8 from event where position is null and ${own}),
           0, null
    union all
    select 'index',
           (select count(*)::int from index_outbox where ${own}),
           (select extract(epoch from app.now() - min(queued_at))::float8 from index_outbox where ${own}),
           0, null`.execute(db)
  return rows.map((row) => ({
    lane: row.lane, depth: row.depth, oldestSeconds: row.oldest === null ? null : Math.max(0, Math.round(row.oldest)), parked: row.parked,
    lastProgressAt: row.progress?.toISOString() ?? null,
  }))
}

/** Older than this and still waiting, a lane is not flowing. Outbound waits out a network's limits in other states. */
export const stuckAfterSeconds = 300

export function isFlowing(lane: LaneView): boolean {
  return lane.oldestSeconds === null || lane.oldestSeconds < stuckAfterSeconds
}
