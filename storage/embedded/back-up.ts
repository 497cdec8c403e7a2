import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { InvalidInput, Unavailable } from '../../core/errors.ts'
import { copyFile, eachAtOnce, syncFile, syncFolder } from './copy-file.ts'
import { type Manifest, writeManifest } from './manifest.ts'
import { placesOf } from './places.ts'
import { isWithin, segmentsBetween } from './wal-segments.ts'

export interface BackUpOptions {
  /** The superuser's connection of the running server. */
  connectionString: string
  dataDir: string
  /** Made by this; must not be there, or be empty. */
  into: string
  product: string
  keyId: string
  /** Copied along; none: the manifest names the key as missing. */
  keyFiles: readonly string[]
  onProgress?: (bytes: number) => void
}

/** What belongs to one run of the server alone; Postgres makes it anew. */
const emptyFolders = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'])
const leftOut = /^(postmaster\.(pid|opts)|current_logfiles(\.tmp)?|backup_label(\.old)?|tablespace_map(\.old)?|backup_manifest|pg_internal\.init.*|pgsql_tmp.*|.*\.conf\.tmp)$/
const controlFile = 'global/pg_control'

/**
 * Copies a running server's cluster with the log that makes it whole, without stopping a write. The folder appears under its name
 * only when every byte of it is on disk. The product needs no tablespaces, so there are none to follow.
 */
export async function backUp(options: BackUpOptions): Promise<Manifest> {
  const into = resolve(options.into)
  refuseTarget(into, options.dataDir)
  const partial = `${into}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(join(partial, 'postgres'), { recursive: true, mode: 0o700 })
  // One session from start to stop: when it ends, by whatever death of ours, Postgres ends the back-up and drops the slot.
  const session = new pg.Client({ connectionString: options.connectionString, application_name: 'backup', statement_timeout: 0 })
  session.on('error', () => {})
  await session.connect()
  try {
    const manifest = await copyCluster(session, options, partial)
    await eachAtOnce(manifest.files, ({ path }) => syncFile(join(partial, path)))
    writeManifest(partial, manifest)
    for (const folder of [...manifest.folders, ...(manifest.key.included ? ['keys'] : []), '.']) syncFolder(join(partial, folder))
    renameSync(partial, into)
    syncFolder(dirname(into))
    return manifest
  } finally {
    await session.end().catch(() => {})
  }
}

async function copyCluster(session: pg.Client, options: BackUpOptions, partial: string): Promise<Manifest> {
  const { cluster } = placesOf(options.dataDir)
  const target = join(partial, 'postgres')
  const copy: Copy = { cluster, target, folders: ['postgres'], files: [], done: 0, onProgress: options.onProgress ?? (() => {}) }
  // The slot keeps every segment from here on, however much is written meanwhile.
  await session.query("select pg_create_physical_replication_slot('kikimimi_backup_' || pg_backend_pid(), true, true)")
  const started = await one(session, "select extract(epoch from clock_timestamp()) * 1000 as at, pg_backup_start('kikimimi', true)::text as lsn")
  await eachAtOnce(listFolder(copy, ''), (name) => copyOne(copy, name).then(() => {}))
  await copyControl(copy)
  const consistent = await one(session, 'select extract(epoch from clock_timestamp()) * 1000 as at')
  const stopped = await one(session, 'select lsn::text as lsn, labelfile, pg_walfile_name(lsn) as segment, (pg_control_init()).bytes_per_wal_segment as size from pg_backup_stop(false)')
  const label = stopped['labelfile'] ?? ''
  writeFileSync(join(target, 'backup_label'), label, { mode: 0o600, flag: 'wx', flush: true })
  note(copy, 'backup_label')
  await copyLog(copy, firstSegment(label), stopped['segment'] ?? '', Number(stopped['size']))
  const keys = await copyKeys(options.keyFiles, partial)
  return {
    format: 'kikimimi back-up 1', product: options.product, postgres: readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim(),
    startedAt: new Date(Number(started['at'])).toISOString(), consistentAt: new Date(Number(consistent['at'])).toISOString(),
    startLsn: started['lsn'] ?? '', stopLsn: stopped['lsn'] ?? '',
    key: { id: options.keyId, included: keys.length > 0, files: keys.map((file) => file.path) },
    folders: copy.folders, files: [...copy.files, ...keys],
  }
}

interface Copy {
  cluster: string
  target: string
  folders: string[]
  files: Manifest['files']
  done: number
  onProgress: (bytes: number) => void
}

/** The files to copy; the folders are made on the way. What comes later is in the log. */
function listFolder(copy: Copy, folder: string): string[] {
  return readdirSync(join(copy.cluster, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (leftOut.test(entry.name) || name === controlFile) return []
    if (entry.isFile()) return [name]
    if (!entry.isDirectory()) throw new Unavailable({ ja: `${name} はファイルでもフォルダーでもないため、バックアップできません。`, en: `${name} is neither a file nor a folder and cannot be backed up.` })
    makeInside(copy, '', [name])
    if (name === 'pg_wal') makeInside(copy, name, ['archive_status', 'summaries'])
    return emptyFolders.has(name) ? [] : listFolder(copy, name)
  })
}

function makeInside(copy: Copy, folder: string, names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(join(copy.target, folder, name), { mode: 0o700 })
    copy.folders.push(['postgres', folder, name].filter(Boolean).join('/'))
  }
}

/** A table dropped meanwhile takes its file with it. */
async function copyOne(copy: Copy, name: string): Promise<boolean> {
  const copied = await copyFile(join(copy.cluster, name), join(copy.target, name))
  if (copied === null) return false
  copy.files.push({ path: `postgres/${name}`, ...copied })
  copy.done += copied.size
  copy.onProgress(copy.done)
  return true
}

/** Last, and until two readings agree: recovery trusts this one file before it has read any log. */
async function copyControl(copy: Copy): Promise<void> {
  const read = () => readFileSync(join(copy.cluster, controlFile))
  let before = read()
  for (let now = read(); !now.equals(before); now = read()) {
    before = now
    await sleep(5)
  }
  writeFileSync(join(copy.target, controlFile), before, { mode: 0o600, flag: 'wx', flush: true })
  note(copy, controlFile)
}

/** Enters a file that was written, not copied. */
function note(copy: Copy, name: string): void {
  const bytes = readFileSync(join(copy.target, name))
  copy.files.push({ path: `postgres/${name}`, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
}

async function copyLog(copy: Copy, first: string, last: string, segmentBytes: number): Promise<void> {
  for (const segment of segmentsBetween(first, last, segmentBytes)) {
    if (await copyOne(copy, `pg_wal/${segment}`)) continue
    throw new Unavailable({ ja: `ログ ${segment} が途中で消えたため、バックアップを完了できません。もう一度実行してください。`, en: `Log segment ${segment} is gone, so the back-up cannot be completed. Run it again.` })
  }
}

async function copyKeys(keyFiles: readonly string[], partial: string): Promise<Manifest['files']> {
  if (keyFiles.length === 0) return []
  mkdirSync(join(partial, 'keys'), { mode: 0o700 })
  const copied: Manifest['files'] = []
  for (const [place, file] of keyFiles.entries()) {
    const path = place === 0 ? 'keys/kek' : `keys/former-${place}`
    const done = await copyFile(file, join(partial, path))
    if (done === null) throw new InvalidInput({ ja: `鍵ファイル ${file} が見つかりません。`, en: `The key file ${file} was not found.` })
    copied.push({ path, ...done })
  }
  return copied
}

function firstSegment(label: string): string {
  const found = /^START WAL LOCATION: .* \(file ([0-9A-F]{24})\)$/m.exec(label)?.[1]
  if (!found) throw new Unavailable({ ja: 'Postgres のバックアップ情報を読めません。', en: 'What Postgres says of the back-up cannot be read.' })
  return found
}

async function one(session: pg.Client, statement: string): Promise<Record<string, string>> {
  const { rows } = await session.query<Record<string, string>>(statement)
  return rows[0] ?? {}
}

function refuseTarget(into: string, dataDir: string): void {
  if (isWithin(into, resolve(dataDir))) {
    throw new InvalidInput({ ja: `${into} はデータフォルダーの中です。データと一緒に失われない場所を指定してください。`, en: `${into} lies in the data folder. Name a place that is not lost together with the data.` })
  }
  if (existsSync(into) && readdirSync(into).length > 0) {
    throw new InvalidInput({ ja: `${into} は空ではありません。新しいフォルダーを指定してください。`, en: `${into} is not empty. Name a new folder.` })
  }
  const left = `${into}.partial`
  if (existsSync(left) && !existsSync(join(left, 'postgres'))) {
    throw new InvalidInput({ ja: `${left} があります。移動するか別の名前を指定してください。`, en: `${left} is in the way. Move it or choose another name.` })
  }
  if (!existsSync(dirname(into))) {
    throw new InvalidInput({ ja: `${dirname(into)}${sep} がありません。先に作成してください。`, en: `${dirname(into)}${sep} does not exist. Make it first (for ${basename(into)}).` })
  }
}
