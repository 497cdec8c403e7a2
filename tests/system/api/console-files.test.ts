import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApi, type TestApi } from './support.ts'

let api: TestApi
const root = mkdtempSync(join(tmpdir(), 'kikimimi-console-'))
const dir = join(root, 'dist')
beforeAll(async () => {
  mkdirSync(join(dir, 'assets'), { recursive: true })
  writeFileSync(join(root, 'secret.txt'), 'outside')
  writeFileSync(join(dir, '.env'), 'hidden')
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>聞き耳</title>')
  const script = 'export const hello = 1\n'.repeat(100)
  writeFileSync(join(dir, 'assets/main-abc123.js'), script)
  writeFileSync(join(dir, 'assets/main-abc123.js.br'), brotliCompressSync(script))
  writeFileSync(join(dir, 'assets/main-abc123.js.gz'), gzipSync(script))
  api = await openTestApi({ deps: { consoleDir: dir } })
})
afterAll(async () => {
  await api.close()
  rmSync(root, { recursive: true, force: true })
})

test('every address that a person may open is the one page, never cached', async () => {
  for (const path of ['/', '/inbox', '/tickets/01a20fe6-2149-72dd-af58-a78b28fbec47', '/link/Ab3-_x']) {
    const answer = await api.request(path, { headers: { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' } })
    expect([path, answer.status]).toEqual([path, 200])
    expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('Cache-Control')).toBe('no-cache')
    expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'self'")
    expect(await answer.text()).toContain('聞き耳')
  }
})

test('hashed files are kept for ever and come in the smallest form that the browser takes', async () => {
  const br = await api.request('/assets/main-abc123.js', { headers: { 'Accept-Encoding': 'gzip, br' } })
  expect(br.headers.get('Content-Encoding')).toBe('br')
  expect(br.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
  expect(br.headers.get('Vary')).toContain('Accept-Encoding')
  expect(br.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
  expect((await api.request('/assets/main-abc123.js', { headers: { 'Accept-Encoding': 'gzip' } })).headers.get('Content-Encoding')).toBe('gzip')
  const plain = await api.request('/assets/main-abc123.js')
  expect(plain.headers.get('Content-Encoding')).toBeNull()
  expect(await plain.text()).toContain('hello')
})

test('what is missing under /api, /webhooks, /media and /assets is missing, not the page', async () => {
  for (const path of ['/api/nothing', '/webhooks/x/nothing', '/media/nothing', '/assets/gone-123.js']) {
    const answer = await api.request(path, { headers: { Accept: '*/*' } })
    expect([path, answer.status]).toEqual([path, 404])
    expect(await answer.json()).toMatchObject({ code: 'not_found' })
  }
})

test('nothing outside the folder and nothing hidden is served', async () => {
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%5c..%5csecret.txt', '/.env', '/%2eenv', '/assets/%00main-abc123.js']) {
    const answer = await api.request(path)
    const text = await answer.text()
    expect(text).not.toContain('outside')
    expect(text).not.toContain('hidden')
  }
})

test('a request for a route is counted as that route beside the files', async () => {
  await api.request('/livez')
  await api.request('/inbox')
  const page = api.deps.metrics.render([])
  expect(page).toContain('route="/livez",status="200"} 1')
  expect(page).toMatch(/route="other",status="200"/)
})
