import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi } from '../../../api/app.ts'
import { clientAddress } from '../../../api/client-address.ts'
import { openTestApi, password, setUpAozora, type TestApi } from './support.ts'

const publicUrl = 'https://kikimimi.aozora.example.jp'
let api: TestApi
beforeAll(async () => {
  api = await openTestApi({ publicUrl })
  await setUpAozora(api)
})
afterAll(() => api.close())

function behindProxy(remote: string, trustedProxies: string[], headers: Record<string, string>, path = '/api/session/hint', init: RequestInit = {}): Response | Promise<Response> {
  const app = createApi({ ...api.deps, config: { ...api.deps.config, trustedProxies } })
  return app.request(`http://10.0.0.5:8787${path}`, { ...init, headers: { Host: '10.0.0.5:8787', ...headers } }, { incoming: { socket: { remoteAddress: remote } } })
}

const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'kikimimi.aozora.example.jp', 'X-Forwarded-For': '203.0.113.9' }

test('behind a proxy that we trust the outer address counts', async () => {
  expect(await (await behindProxy('10.0.0.2', ['10.0.0.0/24'], forwarded)).json()).toMatchObject({ ok: true })
})

test('anybody else’s word for the outer address is not believed', async () => {
  expect(await (await behindProxy('198.51.100.1', ['10.0.0.0/24'], forwarded)).json()).toMatchObject({ ok: false })
})

test('over plain http the hint says to open the https address', async () => {
  const answer = await behindProxy('10.0.0.2', ['10.0.0.2'], { ...forwarded, 'X-Forwarded-Proto': 'http' })
  expect(await answer.json()).toMatchObject({ ok: false, why: { ja: expect.stringContaining('暗号化'), en: expect.stringContaining('https://kikimimi.aozora.example.jp') } })
})

test('one client cannot blame its failures on others by a header', async () => {
  const signIn = (address: string, i: number) => behindProxy('198.51.100.1', [], { 'X-Forwarded-For': address, Origin: publicUrl, 'Content-Type': 'application/json' }, '/api/session/sign-in', {
    method: 'POST', body: JSON.stringify({ email: `person${i}@example.com`, password }),
  })
  const statuses = []
  for (let i = 0; i < 61; i++) statuses.push((await signIn(`203.0.113.${i}`, i)).status)
  expect(statuses.at(-1)).toBe(429)
})

test.each([
  ['direct', '203.0.113.7', undefined, [], '203.0.113.7'],
  ['a stranger names another', '203.0.113.7', '192.0.2.1', [], '203.0.113.7'],
  ['one proxy', '10.0.0.2', '192.0.2.1', ['10.0.0.2'], '192.0.2.1'],
  ['the client invents a hop before the proxy', '10.0.0.2', '1.2.3.4, 192.0.2.1', ['10.0.0.2'], '192.0.2.1'],
  ['two proxies', '10.0.0.2', '192.0.2.1, 10.0.0.3', ['10.0.0.0/24'], '192.0.2.1'],
  ['IPv4 inside IPv6', '::ffff:10.0.0.2', '192.0.2.1', ['10.0.0.2'], '192.0.2.1'],
  ['IPv6', '2001:db8::1', '2001:db8:ffff::9', ['2001:db8::/48'], '2001:db8:ffff::/64'],
  ['rubbish', '10.0.0.2', 'unknown, <script>', ['10.0.0.2'], '10.0.0.2'],
])('client address: %s', (_name, remote, header, trusted, expected) => {
  expect(clientAddress(remote, header, trusted as string[])).toBe(expected)
})
