import { execFile } from 'node:child_process'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

/** What the documents name is there, and what an operator can set or run is in the documents. */

const root = resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name) && entry.name !== 'node_modules').map((entry) => entry.name)
const documents = globSync(['*.md', 'docs/*.md', 'connectors/**/README.md', 'fixtures/**/README.md', 'bench/**/README.md', 'tests/**/README.md'], { cwd: root })
const names = new Set(folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })).map((file) => basename(file)))
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

describe.each(documents)('%s', (document) => {
  const text = read(document)

  test('names files and folders that exist', () => {
    const words = [...text.matchAll(/`([^`\n\s]+)`/g)].map((match) => match[1]!).filter((word) => !/[<>*{}…$:]/.test(word))
    const paths = words.filter((word) => word.includes('/') && folders.includes(word.split('/')[0]!) && !word.startsWith('data/'))
    const files = words.filter((word) => /^[\w.-]+\.(ts|tsx|js|md)$/.test(word))
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
    expect(files.filter((file) => !names.has(file) && !existsSync(join(root, file)))).toEqual([])
  })

  test('links to what exists', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!).filter((link) => !/^[a-z]+:/.test(link))
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([])
  })

  test('cites commands that package.json has', () => {
    const cited = [...text.matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)].map((match) => match[1]!)
    expect(cited.filter((name) => !scripts[name])).toEqual([])
  })
})

test('every variable that the product reads is explained to operators', () => {
  const variables = [...read('core/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map((match) => match[1]!)
  expect(variables).toContain('DATA_DIR')
  const explained = read('docs/operations.md')
  expect(variables.filter((name) => !explained.includes(`\`${name}\``))).toEqual([])
})

test('every network has a page of its own', () => {
  const networks = readdirSync(join(root, 'connectors'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'shared')
  expect(networks.filter((network) => !existsSync(join(root, 'connectors', network.name, 'README.md'))).map((network) => network.name)).toEqual([])
})

test.each(['README.md', 'README.ja.md'])('%s lists every command', (document) => {
  const listed = read(document)
  const missing = Object.keys(scripts).filter((name) => !listed.includes(`\`npm ${['start', 'test'].includes(name) ? '' : 'run '}${name}`))
  expect(missing).toEqual([])
})

test.each(Object.entries(scripts))('npm run %s answers --help in Japanese and English', async (_, script) => {
  const { stdout } = await promisify(execFile)(process.execPath, [script.replace('node launch.js ', ''), '--help'], { cwd: root })
  expect(stdout).toMatch(/[ぁ-ん]/)
  expect(stdout).toMatch(/ (the|a|and|without|into) /)
})
