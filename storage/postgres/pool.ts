import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from '../../core/tables.ts'

/** int8 comes back as a number: our counters and positions stay far below 2^53. date stays text: it has no zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: unknown) {
    if (oid === pg.types.builtins.INT8) return Number
    if (oid === pg.types.builtins.DATE) return (value: string) => value
    return pg.types.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

export interface PoolOptions {
  max: number
  name: string
  /** A caller waits this long for a connection before it is told "unavailable". */
  waitMs?: number
  statementTimeoutMs?: number
}

export function openPool(connectionString: string, options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: options.max,
    application_name: `kikimimi-${options.name}`,
    connectionTimeoutMillis: options.waitMs ?? 1500,
    idleTimeoutMillis: 60_000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
    types,
  })
  // An idle client whose server goes away emits 'error'; the pool replaces it, and without a listener the process would end.
  pool.on('error', () => {})
  // Nor does the pool listen while a client is lent: between two statements of a transaction nobody else would hear it break.
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

export function openKysely(pool: pg.Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}
