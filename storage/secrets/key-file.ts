import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { BadConfiguration } from '../../core/errors.ts'

const keyBytes = 32

/** The 32 bytes of the key file; made once, readable by its owner alone. */
export function readOrMakeKey(file: string): Buffer {
  if (!existsSync(file)) makeKey(file)
  return readKey(file)
}

/** @throws BadConfiguration when the file cannot be read or is no key. */
export function readKey(file: string): Buffer {
  let key: Buffer
  try {
    key = readFileSync(file)
  } catch (cause) {
    throw new BadConfiguration({ ja: `鍵ファイル ${file} を読めません。場所と権限を確かめてください。`, en: `The key file ${file} cannot be read. Check its place and permissions.` }, cause)
  }
  if (key.length === keyBytes) return key
  throw new BadConfiguration({
    ja: `鍵ファイル ${file} は ${keyBytes} バイトではありません（${key.length} バイト）。バックアップから元のファイルを戻してください。`,
    en: `The key file ${file} does not hold ${keyBytes} bytes (it has ${key.length}). Put the original back from a back-up.`,
  })
}

/** A link appears whole or not at all, so of two starts at once one wins and the other reads the winner's key. */
function makeKey(file: string): void {
  const fresh = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(fresh, randomBytes(keyBytes), { mode: 0o600, flag: 'wx', flush: true })
    chmodSync(fresh, 0o600)
    linkSync(fresh, file)
  } catch (cause) {
    if (existsSync(file)) return
    throw new BadConfiguration({ ja: `鍵ファイル ${file} を作れません。フォルダーの権限を確かめてください。`, en: `The key file ${file} cannot be made. Check the permissions of its folder.` }, cause)
  } finally {
    rmSync(fresh, { force: true })
  }
}
