import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { eventStream, jobOptions, workerOptions, type Engine } from './engine.ts'

const schema = 'bullmq'
/** For the commands of every lane; each listening worker keeps one more client for itself. */
const commandClients = 4

/**
 * BullMQ in the database of record. Handed a pool it neither migrates nor sets the search path, so it gets a pool of its own
 * that does, and its tables are brought up to date here.
 */
export async function openPostgresEngine(connectionString: string): Promise<Engine> {
  const { Queue, Worker, createPostgresBackend, runMigrations } = await import('bullmq')
  const pool = new pg.Pool({
    connectionString,
    max: commandClients,
    application_name: 'kikimimi-queue',
    options: `-c search_path=${schema}`,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 10_000,
    keepAlive: true,
  })
  // The pool replaces a client whose server went away; without a listener the process would end.
  pool.on('error', () => {})
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
  const connection = patient(pool)
  return {
    name: 'bullmq-postgres',
    makeQueue: (name) => new Queue(name, { connection, defaultJobOptions: jobOptions, streams: eventStream }, createPostgresBackend),
    makeWorker(name, work, options) {
      pool.options.max += 1
      return new Worker(name, work, { connection, ...workerOptions, ...options }, createPostgresBackend)
    },
    close: () => pool.end(),
  }
}

/**
 * BullMQ takes only some of the ways in which a server can be gone for an outage and asks again at once after the others; a
 * moment before such an answer keeps the processor free while Postgres is down.
 */
function patient(pool: pg.Pool) {
  async function slowly<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      if (!isAboutOneStatement(error)) await sleep(500)
      throw error
    }
  }
  return {
    connect: () => slowly(pool.connect()),
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
