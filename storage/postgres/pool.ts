import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { Tables } from '../../core/tables.ts'
import { listLiteral } from './list-literal.ts'

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
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: lending(pool) }) })
}

/** Set-wise statements carry hundreds of values: their lists are written by us, and they are prepared once a connection. */
function lending(pool: pg.Pool): PostgresPool {
  const lent = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const lend = (client: pg.PoolClient) => {
    const query = (text: string, values: readonly unknown[] = []) => client.query({ text, values: values.map(toParameter), ...nameFor(text) })
    return { query, release: (destroy?: boolean) => client.release(destroy), processID: (client as { processID?: number }).processID } as unknown as PostgresPoolClient
  }
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect()
      const known = lent.get(client) ?? lend(client)
      lent.set(client, known)
      return known
    },
  } as PostgresPool
}

const names = new Map<string, string>()
const mostNames = 100

function nameFor(text: string): { name?: string } {
  if (!text.includes('unnest(')) return {}
  if (!names.has(text) && names.size < mostNames) names.set(text, `set-${names.size}`)
  const name = names.get(text)
  return name ? { name } : {}
}

function toParameter(value: unknown): unknown {
  return Array.isArray(value) ? (listLiteral(value) ?? value) : value
}
