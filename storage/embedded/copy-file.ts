import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { closeSync, fsyncSync, openSync } from 'node:fs'

export interface CopiedFile {
  size: number
  sha256: string
}

const pieceBytes = 1024 * 1024

/**
 * Copies and hashes in one reading; `syncFile` makes it last. Null where the source is not there (any more). A file that grows or
 * changes meanwhile is copied as it was read: what is torn, the log repairs.
 */
export async function copyFile(from: string, to: string): Promise<CopiedFile | null> {
  const source = await open(from, 'r').catch(nothingThere)
  if (source === null) return null
  try {
    const target = await open(to, 'wx', 0o600)
    try {
      const hash = createHash('sha256')
      const piece = Buffer.allocUnsafe(pieceBytes)
      let size = 0
      for (let { bytesRead } = await source.read(piece); bytesRead > 0; { bytesRead } = await source.read(piece)) {
        hash.update(piece.subarray(0, bytesRead))
        await target.appendFile(piece.subarray(0, bytesRead))
        size += bytesRead
      }
      return { size, sha256: hash.digest('hex') }
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** Asked for after all files are written, the disk has most of them already. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A new name is safe only when its folder is. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function nothingThere(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}

// Waiting for the disk to confirm takes longer than copying; it confirms many at once as fast as one.
const atOnce = 12

/** Runs `work` over all items, several at a time. The first failure ends it, when nothing runs any more. */
export async function eachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const failures: unknown[] = []
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const item of waiting) {
      if (failures.length > 0) return
      await work(item).catch((error: unknown) => failures.push(error))
    }
  }))
  if (failures.length > 0) throw failures[0]
}
