import { createHash } from 'node:crypto'
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { BadConfiguration } from '../../core/errors.ts'
import { accountFor, canWrite, makePrivate, type Account } from './account.ts'

/** Where everything of one data folder lies. */
export interface Places {
  dataDir: string
  cluster: string
  runDir: string
  serverFile: string
  lockFile: string
  logFile: string
}

export const SOCKET_NAME = '.s.PGSQL.5432'
// The system's limit for the path of a socket is 108 bytes on Linux, 104 on macOS, with the closing zero.
const LONGEST_SOCKET_PATH = 99

export function placesOf(dataDir: string): Places {
  const root = resolve(dataDir)
  return {
    dataDir: root,
    cluster: join(root, 'postgres'),
    runDir: join(root, 'run'),
    serverFile: join(root, 'run', 'server.json'),
    lockFile: join(root, 'kikimimi.lock'),
    logFile: join(root, 'postgres.log'),
  }
}

/** The account passes through the data folder of root, but does not read it. An existing folder keeps its mode. */
export function makeDataDir(places: Places): Account | undefined {
  const account = accountFor(places.cluster)
  try {
    // The mode is set apart, since the umask would cut it.
    if (mkdirSync(places.dataDir, { recursive: true })) chmodSync(places.dataDir, account ? 0o711 : 0o700)
    mkdirSync(places.runDir, { recursive: true, mode: 0o700 })
    for (const folder of [places.dataDir, places.runDir]) accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new BadConfiguration(
      {
        ja: `データフォルダー ${places.dataDir} に書き込めません。前回と同じ利用者で起動するか、フォルダーの所有者と権限を直してください。`,
        en: `The data folder ${places.dataDir} cannot be written to. Start as the same user as before, or correct the folder's owner and permissions.`,
      },
      error,
    )
  }
  return account
}

/**
 * The folder of the socket is the lock on the door: Postgres trusts whoever reaches the socket, so the folder must belong to the
 * account and be closed (0700) to everybody else. It lies in the data folder, or under the system's temporary folder when the path
 * is too long for a socket or the account cannot go there.
 */
export function openSocketDir(places: Places, account: Account | undefined): string {
  if (fits(places.runDir) && makePrivate(places.runDir, account) && canWrite(account, places.runDir)) return places.runDir
  const name = `kikimimi-${createHash('sha256').update(places.dataDir).digest('hex').slice(0, 16)}`
  for (const base of [tmpdir(), '/tmp', '/var/tmp']) {
    for (const make of [() => join(base, name), () => mkdtempSync(join(base, 'kikimimi-'))]) {
      if (!fits(join(base, name))) continue
      const folder = make()
      if (makePrivate(folder, account) && canWrite(account, folder)) return folder
    }
  }
  throw new BadConfiguration({
    ja: `Postgres のソケットを置く場所がありません。${places.dataDir} より短いパスのデータフォルダーを使ってください。`,
    en: `There is no place for the socket of Postgres. Use a data folder with a shorter path than ${places.dataDir}.`,
  })
}

export function closeSocketDir(places: Places, socketDir: string): void {
  if (socketDir !== places.runDir) rmSync(socketDir, { recursive: true, force: true })
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, SOCKET_NAME)) <= LONGEST_SOCKET_PATH
}
