import { randomBytes } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import type { Tables } from '../../core/tables.ts'
import { openKysely, openPool } from '../../storage/postgres/pool.ts'
import { withDatabase } from './global-database.ts'

export interface TestDatabase {
  connectionString: string
  kysely: Kysely<Tables>
  pool: pg.Pool
  /** Closes the pool and drops the database, whoever is still connected to it. */
  close(): Promise<void>
}

/** A fresh migrated database of its own, reached as its plain owner, so that row-level security binds as in production. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = inject('database')
  const name = `kikimimi_test_${randomBytes(6).toString('hex')}`
  await asSuperuser(server.superuser, `create database ${name} template ${server.template} owner kikimimi strategy wal_log`)
  const connectionString = withDatabase(server.owner, name)
  const pool = openPool(connectionString, { max: 8, name: 'test', waitMs: 20_000 })
  return {
    connectionString,
    kysely: openKysely(pool),
    pool,
    async close() {
      await pool.end()
      await asSuperuser(server.superuser, `drop database if exists ${name} with (force)`)
    },
  }
}

/** Moves the time that SQL sees through `app.now()`; nothing waits. */
export async function advanceClock(kysely: Kysely<Tables>, by: { seconds?: number; minutes?: number; hours?: number; days?: number }): Promise<void> {
  const seconds = (by.seconds ?? 0) + (by.minutes ?? 0) * 60 + (by.hours ?? 0) * 3600 + (by.days ?? 0) * 86_400
  await sql`update app.clock set clock_offset = clock_offset + make_interval(secs => ${seconds}::double precision)`.execute(kysely)
}

async function asSuperuser(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
