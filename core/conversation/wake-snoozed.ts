import { sql } from 'kysely'
import { appendEvents } from '../event/append-events.ts'
import type { Db } from '../tables.ts'

/** Set-wise over all workspaces, as the system role. What another sweep has in hand is left to it. Answers how many woke. */
export async function wakeSnoozed(db: Db, limit = 500): Promise<number> {
  const { rows } = await sql<{ workspace_id: string; id: string }>`
    update conversation set state = 'open', snoozed_until = null, updated_at = app.now(), version = version + 1
    where id in (
      select id from conversation where state = 'snoozed' and snoozed_until <= app.now() order by id limit ${limit} for update skip locked)
    returning workspace_id, id`.execute(db)
  await appendEvents(db, { kind: 'system', id: 'wake-snoozed' }, rows.map((row) => ({
    workspaceId: row.workspace_id, name: 'conversation.state-changed', subject: { kind: 'conversation', id: row.id }, conversationId: row.id,
    data: { from: 'snoozed', to: 'open', why: 'snooze-over' },
  })))
  return rows.length
}
