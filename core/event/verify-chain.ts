import type { Db } from '../tables.ts'
import { digestDetail } from './append-event.ts'
import { chainHash, genesis } from './chain.ts'
import { readSealed, type SealedEvent } from './read-chained.ts'

export type ChainReport = { events: number; erased: number } & (
  | { ok: true }
  /** `position`: the first event that is not as it was written, or that is missing. */
  | { ok: false; position: number; fault: 'missing' | 'changed' | 'detail-changed' | 'head' }
)

const pageSize = 1000

/** Walks a workspace's events from the first to the head. Runs as the system role, or bound to that workspace. */
export async function verifyChain(db: Db, workspaceId: string): Promise<ChainReport> {
  const head = await db.selectFrom('event_head').select(['position', 'hash']).where('workspace_id', '=', workspaceId).executeTakeFirst()
  let previous = genesis(workspaceId)
  let [events, erased] = [0, 0]
  for (let full = true; full; ) {
    const page = await readSealed(db, workspaceId, events, pageSize)
    for (const event of page) {
      const fault = faultOf(event, events + 1, previous)
      if (fault) return { ok: false, position: events + 1, fault, events, erased }
      if (event.detailDigest !== null && event.salt === null) erased++
      previous = event.hash
      events++
    }
    full = page.length === pageSize
  }
  // Events sealed since the head was read lie beyond it; fewer than it says, or another end, is a fault.
  const { position, hash } = head ?? { position: 0, hash: genesis(workspaceId) }
  if (events < position) return { ok: false, position: events + 1, fault: 'missing', events, erased }
  if (events === position && !previous.equals(hash)) return { ok: false, position, fault: 'head', events, erased }
  return { ok: true, events, erased }
}

function faultOf(event: SealedEvent, position: number, previous: Buffer): 'missing' | 'changed' | 'detail-changed' | null {
  if (event.position !== position) return 'missing'
  if (!chainHash(previous, position, event).equals(event.hash)) return 'changed'
  if (event.salt === null) return null
  const kept = event.detailDigest !== null && digestDetail(event.salt, JSON.stringify(event.detail)).equals(event.detailDigest)
  return kept ? null : 'detail-changed'
}
