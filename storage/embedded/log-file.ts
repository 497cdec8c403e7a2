import { copyFileSync, existsSync, statSync, truncateSync } from 'node:fs'

const LARGEST_LOG = 10 * 1024 * 1024

/** Keeps the log of Postgres and one predecessor. Postgres appends, so the file can be emptied under it. */
export function boundLog(file: string): void {
  if (!existsSync(file) || statSync(file).size <= LARGEST_LOG) return
  copyFileSync(file, `${file}.1`)
  truncateSync(file)
}
