import { sql } from 'kysely'
import type { Log } from '../log.ts'
import type { Db } from '../tables.ts'
import { isFlowing, readLanes } from './read-lanes.ts'

/** One entry a dependency and one a lane. `ok` false on any of them answers 503. */
export interface Health {
  ok: boolean
  parts: Record<string, { ok: boolean; [fact: string]: unknown }>
}

/** Never throws: a database that does not answer is what it tells. */
export async function readHealth(db: Db, log: Log): Promise<Health> {
  try {
    await sql`select 1`.execute(db)
    const parts: Health['parts'] = { postgres: { ok: true } }
    for (const { lane, ...facts } of await readLanes(db)) parts[lane] = { ok: isFlowing({ lane, ...facts }), ...facts }
    return { ok: Object.values(parts).every((part) => part.ok), parts }
  } catch (error) {
    log.warn({ error: String(error) }, 'the database does not answer')
    return { ok: false, parts: { postgres: { ok: false } } }
  }
}
