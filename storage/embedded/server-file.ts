import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { Unavailable } from '../../core/errors.ts'
import { type Places, placesOf } from './places.ts'
import { isSame, type ProcessIdentity } from './process-identity.ts'

const identitySchema = z.object({ pid: z.number().int().positive(), started: z.string() })
const serverSchema = z.object({ connectionString: z.string(), superuserConnectionString: z.string(), supervisor: identitySchema, postgres: identitySchema })

/** A server that another process of this machine runs. */
export interface RunningServer {
  connectionString: string
  superuserConnectionString: string
  /** The Kikimimi that started it. */
  supervisor: ProcessIdentity
  postgres: ProcessIdentity
}

/**
 * The live server of this data folder, for a command beside the running product; undefined when none runs.
 * Throws `unavailable` when the folder belongs to another user.
 */
export function isRunning(dataDir: string): RunningServer | undefined {
  const text = readServerFile(placesOf(dataDir).serverFile)
  const server = text === undefined ? undefined : parse(text)
  return server && isSame(server.supervisor) && isSame(server.postgres) ? server : undefined
}

/** Moved into place whole, and so never through a link that stands there already: the folder belongs to a lesser account. */
export function writeServerFile(places: Places, server: RunningServer): void {
  const fresh = `${places.serverFile}.${randomUUID()}`
  writeFileSync(fresh, JSON.stringify(server), { mode: 0o600, flag: 'wx' })
  renameSync(fresh, places.serverFile)
}

export function removeServerFile(places: Places): void {
  rmSync(places.serverFile, { force: true })
}

function readServerFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) return undefined
    throw new Unavailable(
      {
        ja: `${file} を読めません。聞き耳を動かしている利用者と同じ利用者で実行してください。`,
        en: `${file} cannot be read. Run this as the user that runs Kikimimi.`,
      },
      { cause: error },
    )
  }
}

function parse(text: string): RunningServer | undefined {
  try {
    return serverSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
