import { spawn } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BadConfiguration } from '../../core/errors.ts'
import { canWrite, giveTo, giveTree, namedAccount, type Account } from './account.ts'
import type { EmbeddedBinaries } from './binaries.ts'
import type { Places } from './places.ts'

const MAJOR = '18'
const CLUSTER_OPTIONS = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums', '--auth-local=trust', '--auth-host=reject', '--no-instructions']

/** Leaves a cluster of our version at `places.cluster`, owned by the account: the one that is there, or a new one. */
export async function ensureCluster(places: Places, account: Account | undefined, binaries: EmbeddedBinaries): Promise<void> {
  if (isEmpty(places.cluster)) return createCluster(places, account, binaries)
  const version = versionOf(places.cluster)
  if (version !== MAJOR) {
    throw new BadConfiguration({
      ja: `${places.cluster} は Postgres ${MAJOR} のデータではありません（${version || '版の表示なし'}）。別のデータフォルダーを指定するか、バックアップから復元してください。`,
      en: `${places.cluster} does not hold data of Postgres ${MAJOR} (${version || 'no version named'}). Name another data folder, or restore a back-up.`,
    })
  }
  // A restored folder carries the owner and mode of the hand that restored it.
  chmodSync(places.cluster, 0o700)
  if (account && lstatSync(join(places.cluster, 'PG_VERSION')).uid !== account.uid) giveTree(places.cluster, account)
}

/**
 * The name of the folder as the account can use it. Below a folder closed to it (such as /root) a path leads nowhere, but a process
 * that was started inside the cluster reaches it by this link, and so do all its children.
 */
export function reachable(cluster: string, account: Account | undefined): string {
  return canWrite(account, cluster) ? cluster : '/proc/self/cwd'
}

/** Only what Postgres needs: our own environment holds secrets, and PG* variables would change its mind. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

/** Built beside its place and moved there whole, so that a start cut off half-way leaves nothing that looks like a cluster. */
async function createCluster(places: Places, account: Account | undefined, binaries: EmbeddedBinaries): Promise<void> {
  const fresh = `${places.cluster}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  const builder = account && namedAccount()
  if (builder) giveTo(fresh, builder)
  await runInitdb(binaries.initdb, fresh, builder)
  if (account) giveTree(fresh, account)
  renameSync(fresh, places.cluster)
}

async function runInitdb(program: string, folder: string, account: Account | undefined): Promise<void> {
  const child = spawn(
    program,
    ['-D', reachable(folder, account), '-U', 'postgres', ...CLUSTER_OPTIONS],
    { ...account, cwd: folder, env: postgresEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const failure = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code) => resolve(code === 0 ? undefined : said.trim().split('\n').slice(-3).join(' ')))
  })
  if (failure === undefined) return
  throw new BadConfiguration({
    ja: `データベースを作成できませんでした（${failure}）。空き容量とフォルダー ${folder} の権限を確かめてください。`,
    en: `The database could not be created (${failure}). Check the free space and the permissions of the folder ${folder}.`,
  })
}

function isEmpty(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0
}

function versionOf(cluster: string): string {
  try {
    return readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  } catch {
    return ''
  }
}
