import { setTimeout as sleep } from 'node:timers/promises'
import { BadConfiguration } from '../../core/errors.ts'
import { binariesFor } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { lockData } from './data-lock.ts'
import { boundLog } from './log-file.ts'
import { closeSocketDir, makeDataDir, openSocketDir, placesOf, type Places } from './places.ts'
import { type Postmaster, type PostmasterOptions, startPostmaster } from './postmaster.ts'
import { identify } from './process-identity.ts'
import { ensureRoles } from './roles.ts'
import { removeServerFile, writeServerFile } from './server-file.ts'

export interface EmbeddedOptions {
  /** The folder of the product's data; it is made when missing. */
  dataDir: string
  /** Lines for a person, Japanese and English. */
  log?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** As `kikimimi`, the plain owner of the database `kikimimi`. */
  connectionString: string
  /** As `postgres`, for back-ups and for tests that look behind the walls. */
  superuserConnectionString: string
  /** The number of the server's process; another one after a crash of Postgres. */
  pid(): number
  /** Fast shutdown; safe to call again and at any time. */
  stop(): Promise<void>
}

const HOUR_MS = 3_600_000
const SLOWEST_RESTART_MS = 5_000

/**
 * Starts the Postgres of this data folder and keeps it running: a crash of the server is followed by a new start.
 * It stops with this process, however that ends. Throws `data_in_use`, `bad_configuration` or `unavailable`.
 */
export async function startEmbedded({ dataDir, log = () => {} }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') throw withoutSockets()
  const places = placesOf(dataDir)
  const account = makeDataDir(places)
  const unlock = lockData(places.lockFile, places.dataDir)
  let socketDir = places.runDir
  try {
    const binaries = binariesFor(account, places.dataDir)
    socketDir = openSocketDir(places, account)
    boundLog(places.logFile)
    await ensureCluster(places, account, binaries)
    return await keepRunning({ places, account, binaries, socketDir, log }, unlock)
  } catch (error) {
    closeSocketDir(places, socketDir)
    unlock()
    throw error
  }
}

/** Node speaks to named pipes on Windows and to no unix socket, and a port without a password would be open to every local user. */
function withoutSockets(): BadConfiguration {
  return new BadConfiguration({
    ja: 'Windows では内蔵の Postgres を使えません。WSL の中で起動するか、DATABASE_URL に Postgres を指定してください。',
    en: 'The embedded Postgres does not run on Windows. Start inside WSL, or name a Postgres by DATABASE_URL.',
  })
}

async function keepRunning(options: PostmasterOptions, unlock: () => void): Promise<EmbeddedPostgres> {
  const { places, socketDir, log } = options
  const connectionString = connectionTo(socketDir, 'kikimimi', 'kikimimi')
  const superuserConnectionString = connectionTo(socketDir, 'postgres', 'kikimimi')
  let postmaster = await startPostmaster(options)
  try {
    await ensureRoles(connectionTo(socketDir, 'postgres', 'postgres'))
  } catch (error) {
    await postmaster.stop()
    throw error
  }
  const announce = () => announceServer(places, postmaster, { connectionString, superuserConnectionString })
  announce()
  let stopping = false
  const kept = watch()
  const hourly = setInterval(() => boundLog(places.logFile), HOUR_MS)
  hourly.unref()

  async function watch(): Promise<void> {
    for (let failures = 0; !stopping; ) {
      await postmaster.ended
      if (stopping) return
      log('Postgres が突然終わったので、起動し直します。 / Postgres ended unexpectedly; starting it again.')
      try {
        postmaster = await startPostmaster(options)
        announce()
        failures = 0
      } catch (error) {
        failures += 1
        log(error instanceof Error ? error.message : String(error))
        await sleep(Math.min(250 * 2 ** failures, SLOWEST_RESTART_MS), undefined, { ref: false })
      }
    }
  }

  async function shutDown(): Promise<void> {
    stopping = true
    clearInterval(hourly)
    await postmaster.stop()
    await kept
    // A restart may have been under way.
    await postmaster.stop()
    removeServerFile(places)
    closeSocketDir(places, socketDir)
    unlock()
  }

  let stopped: Promise<void> | undefined
  return { connectionString, superuserConnectionString, pid: () => postmaster.pid, stop: () => (stopped ??= shutDown()) }
}

function announceServer(places: Places, postmaster: Postmaster, strings: { connectionString: string; superuserConnectionString: string }): void {
  const named = (pid: number) => identify(pid) ?? { pid, started: '' }
  writeServerFile(places, { ...strings, supervisor: named(process.pid), postgres: named(postmaster.pid) })
}

/** Port and sslmode are named because PGPORT and PGSSLMODE of the surroundings would count otherwise. */
function connectionTo(socketDir: string, role: string, database: string): string {
  return `postgres://${role}@localhost:5432/${database}?host=${encodeURIComponent(socketDir)}&sslmode=disable`
}
