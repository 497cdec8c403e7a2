import { readFileSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Unavailable } from '../../core/errors.ts'
import { inUse } from './data-lock.ts'
import { type Places, SOCKET_NAME } from './places.ts'
import { identify, statOf } from './process-identity.ts'

// Fast shutdown, shutdown without checkpoint, kill: each is given this long before the next.
const STEPS: [NodeJS.Signals, number][] = [['SIGINT', 10_000], ['SIGQUIT', 5_000], ['SIGKILL', 10_000]]

/**
 * Clears what an earlier life of this data folder left behind. The caller holds the lock, so any Postgres found here is an orphan
 * of ours: it is stopped and waited for, since a new one refuses to start while the old one is in the process table. Then
 * postmaster.pid and the socket's lock name a dead, zombie or re-used process and are removed; Postgres itself would take a
 * re-used number for its predecessor.
 */
export async function recover(places: Places, socketDir: string, log: (line: string) => void): Promise<void> {
  await stopOrphans(places.cluster, log)
  // Nothing of ours is left in sight, yet somebody answers: a container or machine that shares this folder.
  if ((await somebodyListens(join(socketDir, SOCKET_NAME)))) throw inUse(places.dataDir)
  for (const leftover of [join(places.cluster, 'postmaster.pid'), join(socketDir, SOCKET_NAME), join(socketDir, `${SOCKET_NAME}.lock`)]) rmSync(leftover, { force: true })
}

async function stopOrphans(cluster: string, log: (line: string) => void): Promise<void> {
  let said = false
  for (const [signal, patience] of STEPS) {
    const until = Date.now() + patience
    const told = new Set<number>()
    while (true) {
      const orphans = postgresIn(cluster)
      if (orphans.length === 0) return
      if (!said) log(`前回の Postgres（プロセス ${orphans[0]}）が残っていたので止めます。 / Stopping a Postgres left by an earlier run (process ${orphans[0]}).`)
      said = true
      tell(orphans, signal, cluster, told)
      if (Date.now() > until) break
      await sleep(20)
    }
  }
  throw new Unavailable({
    ja: `前回の Postgres が終わりません（${cluster}）。その処理を終わらせてから、もう一度起動してください。`,
    en: `A Postgres left by an earlier run does not end (${cluster}). End it, then start again.`,
  })
}

/** The postmaster takes its children with it. Children whose postmaster is dead may be busy and not have noticed: they must go at once. */
function tell(orphans: number[], signal: NodeJS.Signals, cluster: string, told: Set<number>): void {
  const postmaster = readPostmasterFile(cluster)?.pid
  for (const pid of orphans) {
    if (told.has(pid) || orphans.includes(statOf(pid)?.parent ?? 0)) continue
    told.add(pid)
    try {
      process.kill(pid, signal === 'SIGINT' && pid !== postmaster ? 'SIGQUIT' : signal)
    } catch {
      // It ended in this moment.
    }
  }
}

/** Every Postgres process stands in the folder of its cluster. Without /proc (macOS) none can be told from a stranger's. */
function postgresIn(cluster: string): number[] {
  const home = process.platform === 'linux' ? identityOfFolder(cluster) : undefined
  if (home === undefined) return []
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  return numbers.filter((pid) => identityOfFolder(`/proc/${pid}/cwd`) === home && isPostgres(pid) && identify(pid) !== undefined)
}

function isPostgres(pid: number): boolean {
  try {
    // The programs may have been replaced under a running server.
    return basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '')) === 'postgres'
  } catch {
    return false
  }
}

function identityOfFolder(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path)
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}

function somebodyListens(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

/** The number in postmaster.pid and whether that server takes connections. */
export function readPostmasterFile(cluster: string): { pid: number; ready: boolean } | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' }
  } catch {
    return undefined
  }
}
