import type { Actor } from '../context.ts'
import { newId } from '../id.ts'
import type { Db } from '../tables.ts'
import type { NewEvent } from './event.ts'

/** Set-wise, for what the system does to many rows of many workspaces at once. Without people's words. */
export async function appendEvents(db: Db, actor: Actor, events: readonly (Omit<NewEvent, 'detail'> & { workspaceId: string })[]): Promise<void> {
  if (events.length === 0) return
  await db.insertInto('event').values(events.map((event) => ({
    workspace_id: event.workspaceId,
    id: newId(),
    name: event.name,
    subject_kind: event.subject.kind,
    subject_id: event.subject.id,
    conversation_id: event.conversationId ?? null,
    actor_kind: actor.kind,
    actor_id: actor.id,
    data: JSON.stringify(event.data ?? {}),
    detail_digest: null,
    position: null,
    hash: null,
  }))).execute()
}
