import { createHash, randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import type { NewEvent } from './event.ts'

/** Writes the event into the verb's own transaction; the sealer gives it a position after the commit. */
export async function appendEvent(ctx: Context, event: NewEvent): Promise<void> {
  const id = newId()
  const detail = event.detail && Object.keys(event.detail).length > 0 ? JSON.stringify(event.detail) : null
  const salt = detail === null ? null : randomBytes(16)
  await ctx.db.insertInto('event').values({
    workspace_id: ctx.scope.workspaceId,
    id,
    name: event.name,
    subject_kind: event.subject.kind,
    subject_id: event.subject.id,
    conversation_id: event.conversationId ?? null,
    actor_kind: ctx.scope.actor.kind,
    actor_id: ctx.scope.actor.id,
    data: JSON.stringify(event.data ?? {}),
    detail_digest: detail === null ? null : digestDetail(salt!, detail),
    position: null,
    hash: null,
  }).execute()
  if (detail !== null) {
    await ctx.db.insertInto('event_detail').values({ workspace_id: ctx.scope.workspaceId, event_id: id, salt: salt!, detail }).execute()
  }
}

/** The chain covers only this digest, so erasing salt and detail leaves it valid. `detail` is its JSON text as read back from jsonb. */
export function digestDetail(salt: Uint8Array, detail: string): Buffer {
  return createHash('sha256').update(salt).update(canonical(detail)).digest()
}

/** jsonb orders keys its own way; the digest must not depend on that. */
function canonical(json: string): string {
  return JSON.stringify(sortKeys(JSON.parse(json)))
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]))
}
