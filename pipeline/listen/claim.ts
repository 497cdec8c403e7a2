import { sql, type Selectable } from 'kysely'
import type { Db, Tables } from '../../core/tables.ts'

export type IntakeRow = Selectable<Tables['intake']>

/** Rows a page; one statement a table is cheapest around here, and a failing page is halved quickly. */
export const pageSize = 500

/**
 * Rows that were with a process at its death so often are tried apart from all others, in ever smaller company, so that a row
 * that ends processes is found and the others are not parked with it: the last two tries it is alone.
 */
export const suspectAfter = 3
const company = { [suspectAfter]: 50, [suspectAfter + 1]: 5 }
export const parkAfter = 7

/** Takes the oldest waiting rows, people's before bulk, in one committed statement. Suspects only when nothing else waits. */
export async function claimPage(db: Db, leaseSeconds: number): Promise<IntakeRow[]> {
  const { rows } = await sql<IntakeRow>`
    with free as (
      select seq, attempts from intake where state = 'waiting' and next_attempt_at <= (select app.now())
       order by urgent desc, seq limit ${pageSize} for update skip locked),
    least as (select min(attempts) as attempts from free),
    page as (
      select seq from free where attempts < ${suspectAfter}
      union all
      (select seq from free where attempts >= ${suspectAfter} and attempts = (select attempts from least) order by seq
        limit (select case attempts when ${suspectAfter} then ${company[suspectAfter]} when ${suspectAfter + 1} then ${company[suspectAfter + 1]} else 1 end from least)))
    update intake set state = 'working', attempts = attempts + 1, fence = fence + 1, lease_until = (select app.now()) + make_interval(secs => ${leaseSeconds})
     where seq in (select seq from page)
    returning *`.execute(db)
  return rows.sort((a, b) => a.seq - b.seq)
}

/** Gives back what a dead process held. */
export async function releaseExpired(db: Db): Promise<number> {
  const released = await sql`update intake set state = 'waiting', lease_until = null where state = 'working' and lease_until < (select app.now())`.execute(db)
  return Number(released.numAffectedRows ?? 0n)
}

export async function hasWaiting(db: Db): Promise<boolean> {
  const { rows } = await sql<{ waiting: boolean }>`
    select exists (select from intake where state = 'waiting' and next_attempt_at <= (select app.now())) as waiting`.execute(db)
  return rows[0]!.waiting
}
