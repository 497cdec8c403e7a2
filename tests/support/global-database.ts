import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../storage/embedded/start-embedded.ts'
import { migrations } from '../../storage/migrations/index.ts'
import { migrate } from '../../storage/postgres/migrate.ts'
import { openKysely, openPool } from '../../storage/postgres/pool.ts'

declare module 'vitest' {
  interface ProvidedContext {
    database: TestServer
  }
}

/** The server of this test run. `owner` is bound by row-level security as in production; `superuser` only makes databases. */
export interface TestServer {
  owner: string
  superuser: string
  template: string
}

/** One server for the run, and one migrated database that every test's own database is a copy of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kikimimi-tests-'))
  const server = await startEmbedded({ dataDir, log: () => {} })
  const teardown = async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const template = 'kikimimi_template'
    await makeTemplate(server.superuserConnectionString, server.connectionString, template)
    project.provide('database', { owner: server.connectionString, superuser: server.superuserConnectionString, template })
  } catch (error) {
    await teardown()
    throw error
  }
  return teardown
}

/** The same server, another database. */
export function withDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString)
  url.pathname = `/${name}`
  return url.toString()
}

async function makeTemplate(superuser: string, owner: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuser })
  await client.connect()
  await client.query(`create database ${name} owner kikimimi strategy wal_log`)
  await client.end()
  const pool = openPool(withDatabase(owner, name), { max: 2, name: 'template' })
  await migrate(openKysely(pool), migrations)
  // Nobody may be connected to a database while it is copied.
  await pool.end()
}
