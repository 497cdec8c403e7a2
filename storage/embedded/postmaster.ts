import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Unavailable } from '../../core/errors.ts'
import type { Account } from './account.ts'
import type { EmbeddedBinaries } from './binaries.ts'
import { postgresEnvironment, reachable } from './cluster.ts'
import { startGuard } from './guard.ts'
import type { Places } from './places.ts'
import { readPostmasterFile, recover } from './recover.ts'

export interface PostmasterOptions {
  places: Places
  account: Account | undefined
  binaries: EmbeddedBinaries
  socketDir: string
  log: (line: string) => void
}

export interface Postmaster {
  pid: number
  /** Settles when the process has ended, for whatever reason. */
  ended: Promise<void>
  /** Fast shutdown: clients are cut off, everything is on disk afterwards. */
  stop(): Promise<void>
}

const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '100',
  wal_level: 'replica',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  random_page_cost: '1.1',
  work_mem: '16MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_checkpoints: 'off',
  // What people wrote stands in statements and in the details of errors; the log of the server is no place for it.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}
// The predecessor was still in the process table, or its last child still held the shared memory.
const PREDECESSOR = /lock file .* already exists|shared memory block .* still in use|is another postmaster/
const PREDECESSOR_PATIENCE_MS = 20_000

/** Starts Postgres and returns when it takes connections, however long the recovery after a crash lasts. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const until = Date.now() + PREDECESSOR_PATIENCE_MS
  while (true) {
    await recover(options.places, options.socketDir, options.log)
    const from = sizeOf(options.places.logFile)
    const postmaster = launch(options)
    if (await becomesReady(options, postmaster)) return postmaster
    const said = readFileSync(options.places.logFile).subarray(from).toString()
    if (Date.now() > until || !PREDECESSOR.test(said)) throw didNotStart(options.places, said)
    await sleep(100)
  }
}

function launch({ places, account, binaries, socketDir }: PostmasterOptions): Postmaster {
  const guard = startGuard(places.cluster, account)
  const output = openSync(places.logFile, 'a', 0o600)
  // It is read as a list of folders, in which a comma or a blank would separate.
  const all = { ...SETTINGS, unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"` }
  const settings = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(binaries.postgres, ['-D', reachable(places.cluster, account), ...settings], {
    ...account,
    cwd: places.cluster,
    env: postgresEnvironment(),
    stdio: ['ignore', output, output],
    // Out of the terminal's reach: Ctrl-C is ours to answer, and Postgres ends last.
    detached: true,
  })
  closeSync(output)
  if (child.pid !== undefined) guard.watch(child.pid)
  // A program that has nothing else to do may end; the guard then stops Postgres.
  child.unref()
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve())).then(() => guard.release())
  return { pid: child.pid ?? 0, ended, stop: () => stop(child) }
}

async function becomesReady({ places, log }: PostmasterOptions, postmaster: Postmaster): Promise<boolean> {
  let over = false
  void postmaster.ended.then(() => (over = true))
  for (let turn = 1; !over; turn += 1) {
    const file = readPostmasterFile(places.cluster)
    if (file?.pid === postmaster.pid && file.ready) return true
    await sleep(10)
    if (turn % 500 === 0) log('Postgres が前回の続きを復旧しています。 / Postgres is recovering from its last end.')
  }
  return false
}

async function stop(child: ChildProcess): Promise<void> {
  for (const [signal, patience] of [['SIGINT', 20_000], ['SIGQUIT', 10_000], ['SIGKILL', 10_000]] as const) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.ref()
    const exited = once(child, 'exit')
    child.kill(signal)
    const patienceOver = new AbortController()
    await Promise.race([exited, sleep(patience, undefined, { signal: patienceOver.signal }).catch(() => undefined)])
    patienceOver.abort()
  }
}

function didNotStart(places: Places, said: string): Unavailable {
  const reason = said.split('\n').filter((line) => /FATAL|PANIC|ERROR/.test(line)).at(-1)?.replace(/^.*?(FATAL|PANIC|ERROR): +/, '') ?? said.trim().split('\n').at(-1) ?? ''
  return new Unavailable({
    ja: `Postgres が起動しませんでした（${reason}）。詳しくは ${places.logFile} を見てください。`,
    en: `Postgres did not start (${reason}). See ${places.logFile}.`,
  })
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
