import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { build } from 'vite'
import { describe, expect, test } from 'vitest'

/** The import table of docs/architecture.md, executable. */

const root = resolve(import.meta.dirname, '..')
const folders = ['core', 'connectors', 'ingest', 'pipeline', 'storage', 'api', 'console', 'fixtures', 'commands', 'tests', 'bench']
const edges = sourceFiles().flatMap(importsOf)

/** What a file may import of ours at run time; types may also come from what `allowedAsType` adds. */
function allowed(from: string): (to: string) => boolean {
  const [part, inner] = from.split('/') as [string, string]
  const core = (to: string) => to.startsWith('core/')
  const own = (prefix: string) => (to: string) => to.startsWith(prefix)
  if (part === 'core') return core
  if (from === 'connectors/index.ts') return (to) => core(to) || /^connectors\/[^/]+\/connector\.ts$/.test(to)
  if (part === 'connectors') return (to) => core(to) || own(`connectors/${inner}/`)(to) || (inner !== 'shared' && own('connectors/shared/')(to))
  if (from.startsWith('pipeline/language/')) return (to) => to === 'core/ports/language.ts' || own('pipeline/language/')(to)
  if (part === 'pipeline') return (to) => core(to) || (own('pipeline/')(to) && !own('pipeline/language/')(to))
  if (from === 'storage/open.ts') return (to) => core(to) || own('storage/')(to)
  if (part === 'storage') return (to) => core(to) || own(`storage/${inner}/`)(to)
  if (part === 'ingest' || part === 'api') return (to) => core(to) || own(`${part}/`)(to)
  if (part === 'console') return (to) => own('console/')(to) || /^core\/([^/]+)\/\1\.ts$/.test(to) || to === 'core/publication/fit.ts'
  if (part === 'fixtures') return own('fixtures/')
  return (to) => !to.startsWith('tests/') || part === 'tests' || part === 'bench'
}

function allowedAsType(from: string, to: string): boolean {
  return from.startsWith('console/') && (to === 'api/app.ts' || to === 'core/input.ts')
}

describe('the import table', () => {
  test('the walk over the tree found our files', () => {
    expect(edges.length).toBeGreaterThan(20)
  })

  test('everything imports core; nothing else imports anything', () => {
    const wrong = edges.filter((edge) => !allowed(edge.from)(edge.to) && !(edge.typeOnly && allowedAsType(edge.from, edge.to)))
    expect(wrong.map((edge) => `${edge.from} -> ${edge.to}`)).toEqual([])
  })

  test('no import cycles at run time', () => {
    expect(findCycles(edges.filter((edge) => !edge.typeOnly))).toEqual([])
  })

  test('every relative import exists', () => {
    expect(edges.filter((edge) => !existsSync(join(root, edge.to))).map((edge) => `${edge.from} -> ${edge.to}`)).toEqual([])
  })

  test('no .tsx outside console', () => {
    expect(sourceFiles().filter((file) => file.endsWith('.tsx') && !file.startsWith('console/'))).toEqual([])
  })

  test('SDKs of networks and engines stay in their adapters', () => {
    const homes: Record<string, RegExp> = {
      bullmq: /^storage\/bullmq\//, ioredis: /^storage\/(redis|bullmq)\//, '@elastic/elasticsearch': /^storage\/elasticsearch\//,
      'twitter-api-v2': /^connectors\/x\//, '@line/bot-sdk': /^connectors\/line\//, kuromoji: /^pipeline\/language\//, 'wink-nlp': /^pipeline\/language\//,
    }
    const wrong = sourceFiles().filter((file) => !/^(tests|bench|fixtures)\//.test(file)).flatMap((file) =>
      packagesOf(file).filter((name) => homes[name] && !homes[name].test(file)).map((name) => `${file} -> ${name}`))
    expect(wrong).toEqual([])
  })

  test('core reaches no network, disk or process', () => {
    const wrong = sourceFiles().filter((file) => file.startsWith('core/')).flatMap((file) =>
      packagesOf(file).filter((name) => !['zod', 'kysely', 'node:crypto', 're2js', 'twitter-text', 'csv-stringify'].includes(name)).map((name) => `${file} -> ${name}`))
    // A port may name a Node type.
    expect(wrong.filter((line) => line !== 'core/ports/outbound-fetch.ts -> node:http')).toEqual([])
  })
})

test('a noun can be bundled for the browser without kysely', async () => {
  const nouns = sourceFiles().filter((file) => /^core\/([^/]+)\/\1\.ts$/.test(file))
  expect(nouns.length).toBeGreaterThan(0)
  const result = await build({
    root, configFile: false, logLevel: 'silent',
    build: { write: false, minify: false, rollupOptions: { input: nouns.map((file) => join(root, file)), preserveEntrySignatures: 'strict', external: [] } },
  })
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((part) => ('output' in part ? part.output : []))
  const modules = outputs.flatMap((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : []))
  expect(modules.filter((id) => /node_modules\/kysely|node:crypto|__vite-browser-external/.test(id))).toEqual([])
})

interface Edge { from: string; to: string; typeOnly: boolean }

function sourceFiles(): string[] {
  const inFolders = folders.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file.replaceAll('\\', '/')}`))
  return inFolders.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.includes('/dist/'))
}

function importsOf(file: string): Edge[] {
  const found: Edge[] = []
  const text = readFileSync(join(root, file), 'utf8')
  const pattern = /(?:^|\n)\s*(import|export)(\s+type)?\s([^'"`;]*?\sfrom\s*)?['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)/g
  for (const match of text.matchAll(pattern)) {
    const target = match[4] ?? match[5]!
    if (/\.(css|json|svg|png)(\?.*)?$/.test(target)) continue
    found.push({ from: file, to: relative(root, resolve(root, dirname(file), target)).replaceAll('\\', '/'), typeOnly: match[2] !== undefined })
  }
  return found
}

function packagesOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const pattern = /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^.'"][^'"]*)['"]|import\(\s*['"]([^.'"][^'"]*)['"]\s*\)/g
  return [...text.matchAll(pattern)].map((match) => packageName(match[1] ?? match[2]!))
}

function packageName(specifier: string): string {
  return specifier.startsWith('node:') ? specifier : specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

function findCycles(all: Edge[]): string[] {
  const next = Map.groupBy(all, (edge) => edge.from)
  const state = new Map<string, 'open' | 'closed'>()
  const cycles: string[] = []
  function visit(file: string, path: string[]): void {
    if (state.get(file) === 'closed') return
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
      return
    }
    state.set(file, 'open')
    for (const edge of next.get(file) ?? []) visit(edge.to, [...path, file])
    state.set(file, 'closed')
  }
  for (const file of next.keys()) visit(file, [])
  return cycles
}
