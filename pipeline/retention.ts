import { sql } from 'kysely'
import type { Db } from '../core/tables.ts'

/** Days that what is no longer needed stays: network bytes for replay, parked rows for a person, and our own short-lived rows. */
export const keepDays = { intakeDone: 7, parked: 90, idempotency: 2, undo: 1, jobs: 90, notifications: 90 }

/** Harmless when every process does it. In slices, so that no lock is held long. */
export async function deleteOutlived(db: Db): Promise<void> {
  await inSlices(db, sql`intake`, sql`seq`, sql`state = 'done' and done_at < app.now() - make_interval(days => ${keepDays.intakeDone})`)
  await inSlices(db, sql`intake`, sql`seq`, sql`state = 'parked' and received_at < app.now() - make_interval(days => ${keepDays.parked})`)
  await inSlices(db, sql`idempotency`, sql`ctid`, sql`created_at < app.now() - make_interval(days => ${keepDays.idempotency})`)
  await inSlices(db, sql`undo`, sql`ctid`, sql`expires_at < app.now() - make_interval(days => ${keepDays.undo})`)
  await inSlices(db, sql`job`, sql`id`, sql`finished_at < app.now() - make_interval(days => ${keepDays.jobs})`)
  await inSlices(db, sql`notification`, sql`id`, sql`read_at is not null and created_at < app.now() - make_interval(days => ${keepDays.notifications})`)
}

const slice = 5000

async function inSlices(db: Db, table: ReturnType<typeof sql>, key: ReturnType<typeof sql>, outlived: ReturnType<typeof sql>): Promise<void> {
  for (let deleted = slice; deleted === slice; ) {
    const gone = await sql`delete from ${table} where ${key} in (select ${key} from ${table} where ${outlived} limit ${slice})`.execute(db)
    deleted = Number(gone.numAffectedRows ?? 0n)
  }
}
