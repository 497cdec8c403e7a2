import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { z } from 'zod'
import { startEmbedded } from '../../../storage/embedded/start-embedded.ts'

export const isRoot = process.getuid?.() === 0
/** `nobody` on every Linux; any ordinary user would do. */
export const HANAKO = { uid: 65_534, gid: 65_534 }

/** A folder that any user may pass through, as a project's folder is. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kiki-'))
  chmodSync(folder, 0o755)
  return folder
}

/** A data folder that has been used and stopped; copies of it save each test the making of a cluster. */
export async function makeUsedData(folder: string): Promise<string> {
  const dataDir = join(folder, 'used')
  const server = await startEmbedded({ dataDir })
  await run(server.connectionString, 'create table diary (line text)')
  await run(server.connectionString, "insert into diary values ('田中さんの一日目')")
  await server.stop()
  return dataDir
}

export function copyData(used: string, dataDir: string): string {
  cpSync(join(used, 'postgres'), join(dataDir, 'postgres'), { recursive: true })
  return dataDir
}

export async function run(connectionString: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString })
  // A test that kills the server must not die of it.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

export async function diary(connectionString: string): Promise<unknown[]> {
  return (await run(connectionString, 'select line from diary')).map(({ line }) => line)
}

const said = z.object({ pid: z.number().optional(), connectionString: z.string().optional(), error: z.string().optional() })
export type Said = z.infer<typeof said>

const holder = fileURLToPath(new URL('holder.ts', import.meta.url))

/** Another process that starts the embedded Postgres; resolves with the first thing it says. */
export async function startHolder(dataDir: string, options: { user?: { uid: number; gid: number }; script?: string } = {}): Promise<{ child: ChildProcess; said: Said }> {
  const { user, script = holder } = options
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, dataDir], { ...user, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, said: said.parse(JSON.parse(String(line))) }
}

export async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** The processes that stand in the cluster's folder: Postgres with its children, and the guard. */
export function processesOf(dataDir: string): { pid: number; name: string }[] {
  const home = statSync(join(dataDir, 'postgres')).ino
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const name = /\((.*)\) ([^Z])/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
      return name !== undefined && statSync(`/proc/${pid}/cwd`).ino === home ? [{ pid: Number(pid), name }] : []
    } catch {
      return []
    }
  })
}
