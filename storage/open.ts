import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Config } from '../core/config.ts'
import type { Tables } from '../core/tables.ts'
import { migrations } from './migrations/index.ts'
import { migrate } from './postgres/migrate.ts'
import { openKysely, openPool } from './postgres/pool.ts'

export interface Storage {
  /** For adapters that bring their own pool. */
  connectionString: string
  kysely: Kysely<Tables>
  /** Ingest has connections of its own, so that a busy console cannot keep a webhook waiting. */
  ingestKysely: Kysely<Tables>
  pool: pg.Pool
  embedded: boolean
  close(): Promise<void>
}

/** Chooses the engine of record: the embedded server, or the one that DATABASE_URL names. */
export async function openStorage(config: Config, log: (line: string) => void): Promise<Storage> {
  const server = config.databaseUrl === null ? await startServer(config.dataDir, log) : null
  const connectionString = server?.connectionString ?? config.databaseUrl!
  const pool = openPool(connectionString, { max: 16, name: 'app', waitMs: 3000 })
  const ingestPool = openPool(connectionString, { max: 8, name: 'ingest' })
  try {
    await migrate(openKysely(pool), migrations)
  } catch (error) {
    await Promise.allSettled([pool.end(), ingestPool.end()])
    await server?.stop()
    throw error
  }
  return {
    connectionString,
    kysely: openKysely(pool),
    ingestKysely: openKysely(ingestPool),
    pool,
    embedded: server !== null,
    async close() {
      await Promise.allSettled([pool.end(), ingestPool.end()])
      await server?.stop()
    },
  }
}

async function startServer(dataDir: string, log: (line: string) => void) {
  const { startEmbedded } = await import('./embedded/start-embedded.ts')
  return startEmbedded({ dataDir, log })
}
