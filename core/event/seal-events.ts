import { sql } from 'kysely'
import type { Db } from '../tables.ts'
import { chainHash, genesis } from './chain.ts'
import { readUnsealed } from './read-chained.ts'

export type SealResult =
  /** Somebody else seals at this moment. */
  | { kind: 'busy' }
  | { kind: 'sealed'; events: number; heads: Head[] }

export interface Head {
  workspaceId: string
  position: number
}

/** A number of our own among the advisory locks of this database. */
const sealLock = 4_711_001

/**
 * Gives the next committed events their places, without gaps, in one transaction that the caller has opened as the system role.
 * The lock lives as long as the transaction, so a process that dies holds nothing up. What commits late comes later, never not.
 */
export async function sealEvents(db: Db, limit = 500): Promise<SealResult> {
  const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${sealLock}) as mine`.execute(db)
  if (!rows[0]!.mine) return { kind: 'busy' }
  const unsealed = await readUnsealed(db, limit)
  if (unsealed.length === 0) return { kind: 'sealed', events: 0, heads: [] }
  const heads = await readHeads(db, [...new Set(unsealed.map((event) => event.workspaceId))])
  const sealed = unsealed.map((event) => {
    const before = heads.get(event.workspaceId)!
    const position = before.position + 1
    const hash = chainHash(before.hash, position, event)
    heads.set(event.workspaceId, { position, hash })
    return { id: event.id, position, hash }
  })
  await sql`
    update event set position = sealed.position, hash = sealed.hash
    from unnest(${sealed.map(({ id }) => id)}::uuid[], ${sealed.map(({ position }) => position)}::bigint[], ${sealed.map(({ hash }) => hash)}::bytea[])
      as sealed(id, position, hash)
    where event.id = sealed.id and event.position is null`.execute(db)
  const ends = [...heads].map(([workspaceId, { position, hash }]) => ({ workspace_id: workspaceId, position, hash }))
  await db.insertInto('event_head').values(ends)
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet((row) => ({ position: row.ref('excluded.position'), hash: row.ref('excluded.hash') })))
    .execute()
  return { kind: 'sealed', events: sealed.length, heads: ends.map(({ workspace_id, position }) => ({ workspaceId: workspace_id, position })) }
}

async function readHeads(db: Db, workspaceIds: readonly string[]): Promise<Map<string, { position: number; hash: Buffer }>> {
  const found = await db.selectFrom('event_head').select(['workspace_id', 'position', 'hash']).where('workspace_id', 'in', [...workspaceIds]).execute()
  const heads = new Map(workspaceIds.map((id) => [id, { position: 0, hash: genesis(id) }]))
  for (const { workspace_id, position, hash } of found) heads.set(workspace_id, { position, hash })
  return heads
}
