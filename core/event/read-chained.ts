import { sql } from 'kysely'
import type { Db } from '../tables.ts'
import type { ChainedEvent } from './chain.ts'

/** Columns of `e` (event) under the names of `ChainedEvent`. */
const columns = sql`e.id, e.workspace_id as "workspaceId", e.name, e.subject_kind as "subjectKind", e.subject_id as "subjectId",
  e.conversation_id as "conversationId", e.actor_kind as "actorKind", e.actor_id as "actorId", e.data, e.detail_digest as "detailDigest",
  (extract(epoch from e.at) * 1000000)::bigint::text as "atMicroseconds"`

/** Committed events that have no position yet, in the order of their writing, of any workspace. */
export async function readUnsealed(db: Db, limit: number): Promise<ChainedEvent[]> {
  const { rows } = await sql<ChainedEvent>`
    select ${columns} from event e where e.position is null order by e.insert_order limit ${limit}`.execute(db)
  return rows
}

export interface SealedEvent extends ChainedEvent {
  position: number
  hash: Buffer
  /** Null when there never was one, or it was erased. */
  salt: Buffer | null
  detail: unknown
}

export async function readSealed(db: Db, workspaceId: string, after: number, limit: number): Promise<SealedEvent[]> {
  const { rows } = await sql<SealedEvent>`
    select ${columns}, e.position, e.hash, d.salt, d.detail
    from event e left join event_detail d on d.event_id = e.id
    where e.workspace_id = ${workspaceId} and e.position > ${after} order by e.position limit ${limit}`.execute(db)
  return rows
}
