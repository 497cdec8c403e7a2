import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { openAs, useBrowser } from './support/browser.ts'
import { demo } from './support/demo.ts'
import { listStands } from './support/inbox.ts'

useBrowser()

const sizeOf = (path: string) => gzipSync(readFileSync(join(demo.consoleDir, path)), { level: 9 }).byteLength / 1000

it('needs at most 220 kB of program and 20 kB of style before the list stands, and no font', async () => {
  const page = await openAs('花子', '/inbox')
  await listStands(page)
  // What was asked for before the list itself was; what is fetched afterwards, while the person reads, costs them nothing.
  const { assets, drawn } = await page.evaluate(() => ({
    assets: performance.getEntriesByType('resource').map((entry) => ({ path: new URL(entry.name).pathname, at: entry.startTime })),
    drawn: performance.getEntriesByType('resource').filter((entry) => new URL(entry.name).pathname === '/api/conversations').map((entry) => entry.startTime)[0] ?? 0,
  }))
  const needed = assets.filter(({ path, at }) => path.startsWith('/assets/') && at <= drawn).map(({ path }) => path)
  const sum = (ending: string) => needed.filter((path) => path.endsWith(ending)).reduce((total, path) => total + sizeOf(path), 0)
  expect(sum('.js')).toBeGreaterThan(50)
  expect(sum('.js')).toBeLessThanOrEqual(220)
  expect(sum('.css')).toBeLessThanOrEqual(20)
  expect(assets.filter(({ path }) => /\.(woff2?|ttf|otf)$/.test(path))).toEqual([])
})

it('has no late part above 60 kB, and no font among its files', () => {
  const files = readdirSync(join(demo.consoleDir, 'assets'))
  const first = files.filter((file) => /^index-.*\.js$/.test(file))
  const heavy = files.filter((file) => file.endsWith('.js') && !first.includes(file)).map((file) => [file, Math.round(sizeOf(join('assets', file)))] as const).filter(([, size]) => size > 60)
  expect(heavy).toEqual([])
  expect(files.filter((file) => /\.(woff2?|ttf|otf)$/.test(file))).toEqual([])
})
