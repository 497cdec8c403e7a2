import { sql } from 'kysely'
import { systemScope } from '../../core/context.ts'
import { recordOutcome, type Outcome } from '../../core/outbound/record-outcome.ts'
import { channelGone, missed, reconnectFirst } from '../../core/outbound/problems.ts'
import { isLate } from './claim-due.ts'
import type { Publish } from './ports.ts'

interface Aside {
  id: string
  workspace_id: string
  why: 'gone' | 'late' | 'reconnect' | 'resumed'
}

/**
 * What must not leave now: too late, or by a channel that is gone or asks for credentials. And what may again, since its
 * channel was reconnected: by its own time, so that hours of silence do not end in a burst.
 * @returns how many actions moved
 */
export async function setAside(publish: Publish): Promise<number> {
  const { rows } = await sql<Aside>`
    select * from (
      select a.id, a.workspace_id, a.due_at, case when a.state = 'held' then 'resumed' when c.deleted_at is not null then 'gone'
             when ${isLate(publish)} then 'late' when c.state = 'needs_reconnect' then 'reconnect' end as why
        from outbound_action a join channel c on c.id = a.channel_id and c.workspace_id = a.workspace_id
       where (a.state = 'due' and a.due_at <= app.now())
          or (a.state = 'held' and a.problem->>'code' = 'reconnect' and (c.state in ('connected', 'limited') or c.deleted_at is not null))) as waiting
     where why is not null order by due_at limit 200`.execute(publish.db)
  for (const row of rows) {
    await publish.asSystem((db) => publish.withinWorkspace(db, systemScope(row.workspace_id, 'publish'), (ctx) =>
      recordOutcome(ctx, { id: row.id, fence: null, from: row.why === 'resumed' ? ['held'] : ['due'] }, outcomes[row.why])))
  }
  return rows.length
}

const outcomes: Record<Aside['why'], Outcome> = {
  gone: { kind: 'failed', problem: channelGone },
  late: { kind: 'missed', problem: missed },
  reconnect: { kind: 'held', problem: reconnectFirst('needs_reconnect') },
  resumed: { kind: 'again', afterMs: 0, limited: false, cleared: false, reason: 'reconnected', problem: null },
}
