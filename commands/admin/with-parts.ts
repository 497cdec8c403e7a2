import { pino } from 'pino'
import { assemble, type Parts } from '../../assemble.ts'
import { readConfig, type Config } from '../../core/config.ts'
import { isRunning } from '../../storage/embedded/server-file.ts'
import { failPointFrom } from '../fail-point.ts'

/** Whose the database is: ours for this moment, or one that a running product or another machine serves. */
export type Served = 'here' | 'elsewhere'

export interface OpenParts {
  parts: Parts
  served: Served
}

/**
 * The product's parts without its roles. Beside a running product it connects to that one's Postgres; otherwise it starts the
 * embedded server and stops it again afterwards.
 */
export async function withParts<T>(work: (open: OpenParts) => Promise<T>, change: (config: Config) => Partial<Config> = () => ({})): Promise<T> {
  const read = readConfig(process.env)
  const config = { ...read, ...change(read) }
  const databaseUrl = config.databaseUrl ?? isRunning(config.dataDir)?.connectionString ?? null
  const log = pino({ level: process.env.LOG_LEVEL ?? 'error' }, pino.destination(2))
  const parts = await assemble({ ...config, databaseUrl }, { log, failPoint: failPointFrom(config.failAt), env: process.env })
  try {
    return await work({ parts, served: databaseUrl === null ? 'here' : 'elsewhere' })
  } finally {
    await parts.close()
  }
}
