import { sql } from 'kysely'
import { isoOrNull, iso } from '../clock.ts'
import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'
import type { LaneView, SystemView } from './system.ts'

/** What the process knows of itself. */
export type ProcessFacts = Pick<SystemView, 'version' | 'languageVersion' | 'startedAt' | 'keyFile'>

/** This workspace's work, and whether it flows. */
export async function readSystem(ctx: Context, facts: ProcessFacts): Promise<SystemView> {
  requireAbility(ctx, 'system')
  const { rows: [row] } = await sql<{ databaseVersion: string; storageBytes: number; paused_at: Date | null; reason: string | null }>`
    select current_setting('server_version') as "databaseVersion", pg_database_size(current_database())::bigint as "storageBytes",
      w.outbound_paused_at as paused_at, w.outbound_pause_reason as reason
    from workspace w where w.id = ${ctx.scope.workspaceId}`.execute(ctx.db)
  return {
    ...facts,
    databaseVersion: row!.databaseVersion,
    storageBytes: row!.storageBytes,
    outboundPaused: row!.paused_at === null ? null : { at: iso(row!.paused_at), reason: row!.reason ?? '' },
    lanes: await readLanes(ctx),
  }
}

async function readLanes(ctx: Context): Promise<LaneView[]> {
  const { rows } = await sql<Omit<LaneView, 'lastProgressAt'> & { last: Date | null }>`
    select 'intake' as lane, count(*) filter (where state in ('waiting', 'working'))::int as depth,
      extract(epoch from app.now() - min(received_at) filter (where state in ('waiting', 'working')))::float8 as "oldestSeconds",
      count(*) filter (where state = 'parked')::int as parked, max(done_at) as last from intake where workspace_id = ${ctx.scope.workspaceId}
    union all
    select 'outbound', count(*) filter (where state in ('due', 'sending'))::int,
      extract(epoch from app.now() - min(due_at) filter (where state in ('due', 'sending') and due_at < app.now()))::float8,
      count(*) filter (where state in ('unknown', 'missed', 'failed', 'held'))::int, max(done_at) from outbound_action where workspace_id = ${ctx.scope.workspaceId}
    union all
    select 'events', count(*)::int, extract(epoch from app.now() - min(at))::float8, 0,
      (select max(at) from (select at from event where workspace_id = ${ctx.scope.workspaceId} and position is not null order by position desc limit 1) sealed)
      from event where workspace_id = ${ctx.scope.workspaceId} and position is null
    union all
    select 'index', count(*)::int, extract(epoch from app.now() - min(queued_at))::float8, 0, null from index_outbox where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.db)
  return rows.map(({ last, ...lane }) => ({ ...lane, lastProgressAt: isoOrNull(last) }))
}
