import { setTimeout as sleep } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import type { Tables } from '../../core/tables.ts'
import { advanceClock } from '../support/database.ts'
import type { Networks } from './company.ts'

/** Time goes by for the database and both networks: leases end, polls come due, what was unclear is looked at again. */
export async function pass(db: Kysely<Tables>, { x, line }: Networks, seconds: number): Promise<void> {
  await advanceClock(db, { seconds })
  x.clock.advance(seconds * 1000)
  line.clock.advance(seconds * 1000)
}

/** Lets the running product finish: X polled once more from now on, no row on its way, every event sealed. */
export async function untilSettled(db: Kysely<Tables>, networks: Networks, limitMs = 60_000): Promise<void> {
  await pass(db, networks, 200)
  const { rows } = await sql<{ at: Date }>`select app.now() as at`.execute(db)
  let left = ''
  for (let waited = 0, sincePass = 0; waited < limitMs; waited += 100, sincePass += 100) {
    left = await stillToDo(db, rows[0]!.at)
    if (left === '') return
    await sleep(100)
    // Time that jumps would take the lease from a page that is being worked on.
    if (sincePass < 6000 || left.includes('intake')) continue
    // Only what waits for a time of its own is helped on: an unclear answer is looked at twice, a minute apart.
    sincePass = 0
    await pass(db, networks, 100)
  }
  throw new Error(`it did not settle: ${left}`)
}

async function stillToDo(db: Kysely<Tables>, polledSince: Date): Promise<string> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*)::int from intake where state in ('waiting', 'working')) as intake,
           (select count(*)::int from outbound_action where state in ('due', 'sending')) as outbound,
           (select count(*)::int from event where position is null) as unsealed,
           (select count(*)::int from channel where poll_every_seconds is not null and (last_polled_at is null or last_polled_at < ${polledSince} or poll_lease_until is not null)) as polls`.execute(db)
  const open = Object.entries(rows[0]!).filter(([, count]) => count > 0)
  return open.map(([name, count]) => `${name} ${count}`).join(', ')
}
