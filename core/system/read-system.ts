import { sql } from 'kysely'
import { iso } from '../clock.ts'
import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'
import { readLanes } from './read-lanes.ts'
import type { SystemView } from './system.ts'

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
    lanes: await readLanes(ctx.db, ctx.scope.workspaceId),
  }
}
