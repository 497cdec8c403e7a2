import { sql, type Selectable } from 'kysely'
import type { Db, Tables } from '../../core/tables.ts'

export type IntakeRow = Selectable<Tables['intake']>

/** Rows a page; one statement a table is cheapest around here, and a failing page is halved quickly. */
export const pageSize = 500

/** A row that took a process with it this often is tried alone, and parked after two more. */
export const suspectAfter = 3
export const parkAfter = 5

/** Takes the oldest waiting rows, people's before bulk, in one committed statement. A suspect row comes alone. */
export async function claimPage(db: Db, leaseSeconds: number): Promise<IntakeRow[]> {
  const { rows } = await sql<IntakeRow>`
    with free as (
      select seq, attempts from intake where state = 'waiting' and next_attempt_at <= (select app.now())
       order by urgent desc, seq limit ${pageSize} for update skip locked),
    page as (
      select seq from free where attempts < ${suspectAfter}
      union all
      (select seq from free where attempts >= ${suspectAfter} and not exists (select from free where attempts < ${suspectAfter}) order by seq limit 1))
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
