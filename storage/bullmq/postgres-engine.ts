import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { makeSharedClient } from './shared-client.ts'
import { eventStream, jobOptions, workerOptions, type Engine } from './engine.ts'

const schema = 'bullmq'
/** One to hear on for all workers, the rest for the commands of every lane. */
const clients = 5

/**
 * BullMQ in the database of record. Handed a pool it neither migrates nor sets the search path, so it gets a pool of its own
 * that does, and its tables are brought up to date here.
 */
export async function openPostgresEngine(connectionString: string): Promise<Engine> {
  const { Queue, Worker, createPostgresBackend, runMigrations } = await import('bullmq')
  const pool = new pg.Pool({
    connectionString,
    max: clients,
    application_name: 'kikimimi-queue',
    options: `-c search_path=${schema}`,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 10_000,
    keepAlive: true,
  })
  // The pool replaces a client whose server went away; without a listener the process would end. BullMQ adds one for each lane.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  pool.setMaxListeners(0)
  try {
    const client = await pool.connect()
    try {
      await runMigrations(client, schema)
    } finally {
      client.release()
    }
  } catch (error) {
    await pool.end()
    throw error
  }
  const commands = patient(pool, () => pool.connect())
  const shared = makeSharedClient(pool)
  const hearing = patient(pool, shared.connect)
  return {
    name: 'bullmq-postgres',
    makeQueue: (name) => new Queue(name, { connection: commands, defaultJobOptions: jobOptions, streams: eventStream }, createPostgresBackend),
    makeWorker: (name, work, options) => new Worker(name, work, { connection: hearing, ...workerOptions, ...options }, createPostgresBackend),
    async close() {
      await shared.close()
      await pool.end()
    },
  }
}

/**
 * BullMQ takes only some of the ways in which a server can be gone for an outage and asks again at once after the others; a
 * moment before such an answer keeps the processor free while Postgres is down.
 */
function patient<Client>(pool: pg.Pool, connect: () => Promise<Client>) {
  async function slowly<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      if (!isAboutOneStatement(error)) await sleep(500)
      throw error
    }
  }
  return {
    connect: () => slowly(connect()),
    query: (text: string, values?: unknown[]) => slowly(pool.query(text, values)),
    end: () => pool.end(),
    on: (event: 'error', listener: (error: Error) => void) => pool.on(event, listener),
    options: pool.options,
  }
}

/** Postgres answered, and neither shut down nor refused us as a whole (classes 08, 53, 57, 58). */
function isAboutOneStatement(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code !== undefined && !/^(08|53|57|58)/.test(error.code)
}
