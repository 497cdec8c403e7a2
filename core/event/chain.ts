import { createHash } from 'node:crypto'

/** An event as the chain covers it. */
export interface ChainedEvent {
  id: string
  workspaceId: string
  name: string
  subjectKind: string
  subjectId: string
  conversationId: string | null
  actorKind: string
  actorId: string
  data: unknown
  detailDigest: Buffer | null
  /** Microseconds since 1970 as text: a JavaScript date would lose digits. */
  atMicroseconds: string
}

/** What an empty chain ends with. */
export function genesis(workspaceId: string): Buffer {
  return createHash('sha256').update(`kikimimi events v1|${workspaceId}`).digest()
}

/** The hash that the event at `position` carries, given its predecessor's. */
export function chainHash(previous: Buffer, position: number, event: ChainedEvent): Buffer {
  const words = JSON.stringify([
    position, event.id, event.workspaceId, event.name, event.subjectKind, event.subjectId, event.conversationId,
    event.actorKind, event.actorId, event.data, event.detailDigest?.toString('hex') ?? null, event.atMicroseconds,
  ], sorted)
  return createHash('sha256').update(previous).update(words).digest()
}

/** jsonb keeps no order of keys that we could rely on. */
function sorted(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
