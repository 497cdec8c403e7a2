import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lchownSync, lstatSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BadConfiguration } from '../../core/errors.ts'

/** The user that Postgres runs as. */
export interface Account {
  uid: number
  gid: number
}

/**
 * Postgres refuses to run as root. A number of our own is safer than `nobody`, whose other processes could reach the socket and
 * the files; it lies in a range that distributions give to no one, and below 65536 so that it exists inside user namespaces.
 */
const OWN_UID = 47_787

/** The account to change to, or undefined to stay what we are: nobody but root can change. A cluster keeps the owner it has. */
export function accountFor(cluster: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = ownerOf(cluster)
  if (owner && owner.uid !== 0) return owner
  const taken = new Set(knownAccounts().map(({ uid }) => uid))
  let uid = OWN_UID
  while (taken.has(uid)) uid += 1
  return { uid, gid: uid }
}

/** `initdb` (not the server) insists on an account with a name; the files change hands afterwards. */
export function namedAccount(): Account {
  const known = knownAccounts()
  const found = known.find(({ name }) => name === 'nobody') ?? known.find(({ uid }) => uid !== 0)
  if (found) return { uid: found.uid, gid: found.gid }
  throw new BadConfiguration({
    ja: 'root のほかに利用者がいないため、内蔵の Postgres を準備できません。nobody などの利用者を作るか、DATABASE_URL を指定してください。',
    en: 'The embedded Postgres cannot be prepared because root is the only account here. Add an account such as nobody, or set DATABASE_URL.',
  })
}

/** Makes the folder if needed, gives it to the account, closes it to everybody else; false when that cannot be had. */
export function makePrivate(folder: string, account: Account | undefined): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const uid = account?.uid ?? process.getuid?.()
  const before = lstatSync(folder)
  // In a shared place another user may have been there first.
  if (!before.isDirectory() || (before.uid !== uid && before.uid !== process.getuid?.())) return false
  chmodSync(folder, 0o700)
  if (account) giveTo(folder, account)
  const after = lstatSync(folder)
  // Some mounts ignore both owner and mode.
  return after.uid === uid && (after.mode & 0o077) === 0
}

/** Everything under the folder, for files that came from a back-up or from `initdb`. */
export function giveTree(folder: string, account: Account): void {
  giveTo(folder, account)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    lchownSync(join(entry.parentPath, entry.name), account.uid, account.gid)
  }
}

/** Asked of the system itself, as that account: modes, access lists and mounts all count. */
export function canWrite(account: Account | undefined, folder: string): boolean {
  if (!account) return true
  return spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
}

export function giveTo(path: string, account: Account): void {
  try {
    chownSync(path, account.uid, account.gid)
  } catch (error) {
    throw new BadConfiguration(
      {
        ja: `root として動いていますが、ファイルの所有者を変えられません（${path}）。一般の利用者で起動するか、DATABASE_URL を指定してください。`,
        en: `This runs as root, but may not change the owner of files (${path}). Start as an ordinary user, or set DATABASE_URL.`,
      },
      error,
    )
  }
}

function ownerOf(path: string): Account | undefined {
  try {
    const { uid, gid } = statSync(path)
    return { uid, gid }
  } catch {
    return undefined
  }
}

function knownAccounts(): (Account & { name: string })[] {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n').filter(Boolean)
    return lines.map((line) => line.split(':')).map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
  } catch {
    return []
  }
}
