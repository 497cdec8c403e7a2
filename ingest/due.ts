import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { Tables } from '../core/tables.ts'
import { pollChannel } from './poll.ts'
import type { Ingest } from './ports.ts'

export type DueChannel = Selectable<Tables['channel']>

/** Pollers stop when this many rows wait: the backlog belongs in the network, not in memory or on our disk. */
const backlogLimit = 200_000

/**
 * Claims the channels that are due by the database's clock and polls them, each alone.
 * @returns how many were polled.
 */
export async function pollDueChannels(ingest: Ingest, signal: AbortSignal, atOnce = 4): Promise<number> {
  if (await isBehind(ingest)) return 0
  const due = await claimDue(ingest, atOnce)
  await Promise.all(due.map((channel) => pollChannel(ingest, channel, signal)))
  return due.length
}

/** A lease and a fence: a woken zombie's cursor is refused. */
async function claimDue(ingest: Ingest, atOnce: number): Promise<DueChannel[]> {
  const { rows } = await sql<DueChannel>`
    update channel set poll_lease_until = app.now() + interval '120 seconds', poll_fence = poll_fence + 1
     where id in (
       select id from channel
        where poll_every_seconds is not null and state in ('connected', 'limited')
          and next_poll_at <= app.now() and (poll_lease_until is null or poll_lease_until < app.now())
        order by next_poll_at limit ${atOnce} for update skip locked)
    returning *`.execute(ingest.db)
  return rows
}

async function isBehind(ingest: Ingest): Promise<boolean> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from (select from intake where state = 'waiting' limit ${backlogLimit + 1}) as backlog`.execute(ingest.db)
  return rows[0]!.waiting > backlogLimit
}
