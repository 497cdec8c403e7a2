import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'console/dist')
const stamp = join(dist, '.built')

if (import.meta.main) {
  if (process.argv.includes('--help')) {
    process.stdout.write('npm run build [-- --force]\n  コンソールを console/dist に作ります（変わっていなければ何もしません。--force で必ず作ります）。\n  Builds the console into console/dist when its sources changed; --force builds anyway.\n')
  } else {
    const { built } = await ensureConsole({ force: process.argv.includes('--force') })
    process.stdout.write(built ? `Built the console into ${dist}\n` : 'The console is up to date.\n')
  }
}

/** Builds the console when it is missing or stale, which its sources and the lockfile decide by content. Gives the folder to serve. */
export async function ensureConsole(options: { force?: boolean } = {}): Promise<{ dir: string; built: boolean }> {
  const wanted = hashOfSources()
  if (!options.force && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { dir: dist, built: false }
  await buildInto(wanted)
  return { dir: dist, built: true }
}

/** Beside first, then moved into place, so that a stopped build leaves no half of a console to be served. */
async function buildInto(hash: string): Promise<void> {
  const fresh = join(root, '.cache', `console-${process.pid}`)
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(join(root, '.cache'), { recursive: true })
  const { build } = await import('vite')
  const before = process.env.NODE_ENV
  // A test runner's own setting would bring React's development build, twice as large, into what is served afterwards.
  process.env.NODE_ENV = 'production'
  try {
    await build({ configFile: join(root, 'console/vite.config.ts'), logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } })
  } finally {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
  writeFileSync(join(fresh, '.built'), hash)
  rmSync(dist, { recursive: true, force: true })
  renameSync(fresh, dist)
}

function hashOfSources(): string {
  const sources = globSync(['console/**/*.{ts,tsx,css,html,js,svg,json}', 'core/*/*.ts', 'commands/build-console.ts', 'package-lock.json'], { cwd: root })
    .map((file) => file.replaceAll('\\', '/')).filter((file) => !file.startsWith('console/dist/')).toSorted()
  const hash = createHash('sha256')
  for (const file of sources) hash.update(file).update('\0').update(readFileSync(join(root, file))).update('\0')
  return hash.digest('hex')
}
