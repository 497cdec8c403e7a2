import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { NotAllowedNow } from '../../core/errors.ts'
import { identify, isSame, type ProcessIdentity } from './process-identity.ts'

const holderSchema = z.object({ pid: z.number().int().positive(), started: z.string() })

/**
 * Takes the data folder for this process and returns the function that gives it back.
 * Throws `data_in_use` when another living process holds it; a lock left by a dead one, or by a re-used pid, is taken over.
 */
export function lockData(lockFile: string, dataDir: string): () => void {
  const mine = identify(process.pid) ?? { pid: process.pid, started: '' }
  const own = `${lockFile}.${process.pid}`
  writeFileSync(own, JSON.stringify(mine), { mode: 0o600 })
  try {
    while (!claim(own, lockFile)) {
      const found = readFileOrNothing(lockFile)
      if (found === undefined) continue
      const holder = parseHolder(found)
      if (holder && isSame(holder)) throw inUse(dataDir, holder)
      removeStale(lockFile, found)
    }
  } finally {
    rmSync(own, { force: true })
  }
  return () => {
    if (readFileOrNothing(lockFile) === JSON.stringify(mine)) rmSync(lockFile, { force: true })
  }
}

export function inUse(dataDir: string, holder?: ProcessIdentity): NotAllowedNow {
  const who = holder ? { ja: `（プロセス ${holder.pid}）`, en: ` (process ${holder.pid})` } : { ja: '（別のコンテナか別のマシン）', en: ' (in another container or on another machine)' }
  return new NotAllowedNow('data_in_use', {
    ja: `データフォルダー ${dataDir} は、別に動いている聞き耳${who.ja}が使っています。そちらを止めるか、別のデータフォルダーを指定してください。`,
    en: `The data folder ${dataDir} is in use by another running Kikimimi${who.en}. Stop that one, or name another data folder.`,
  })
}

/** A hard link appears whole or not at all, so nobody ever reads half a lock. */
function claim(own: string, lockFile: string): boolean {
  try {
    linkSync(own, lockFile)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Two starts may find the same stale lock; the slower one must not remove what the faster one has just written. */
function removeStale(lockFile: string, stale: string): void {
  const aside = `${lockFile}.stale.${process.pid}`
  try {
    renameSync(lockFile, aside)
  } catch {
    return
  }
  if (readFileOrNothing(aside) !== stale) claim(aside, lockFile)
  rmSync(aside, { force: true })
}

function readFileOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function parseHolder(text: string): ProcessIdentity | undefined {
  try {
    return holderSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
