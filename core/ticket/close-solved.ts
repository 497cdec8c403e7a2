import { sql } from 'kysely'
import { solvedHours } from '../conversation/on-new-mention.ts'
import { appendEvents } from '../event/append-events.ts'
import type { Db } from '../tables.ts'

/** Closes solved tickets whose time to listen is over; set-wise over all workspaces, as the system role. Answers how many. */
export async function closeSolvedTickets(db: Db, limit = 500): Promise<number> {
  const { rows } = await sql<{ workspace_id: string; id: string; conversation_id: string }>`
    update ticket set state = 'closed', closed_at = app.now(), updated_at = app.now(), version = version + 1
    where id in (
      select k.id from ticket k join workspace w on w.id = k.workspace_id join conversation c on c.id = k.conversation_id
      where k.state = 'solved' and k.solved_at < app.now() - make_interval(hours => coalesce((w.settings->>'solvedHours')::int, ${solvedHours}))
      order by k.id limit ${limit} for update of c, k skip locked)
    returning workspace_id, id, conversation_id`.execute(db)
  await appendEvents(db, { kind: 'system', id: 'close-solved' }, rows.map((row) => ({
    workspaceId: row.workspace_id, name: 'ticket.state-changed', subject: { kind: 'ticket', id: row.id }, conversationId: row.conversation_id,
    data: { from: 'solved', to: 'closed', why: 'time-over' },
  })))
  return rows.length
}
