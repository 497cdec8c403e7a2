import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { lookup } from 'node:dns/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../core/config.ts'
import type { LineSimulator } from '../../fixtures/simulators/line.ts'
import { startSimulator } from '../../fixtures/simulators/simulators.ts'
import type { XSimulator } from '../../fixtures/simulators/x.ts'
import { withRealPort } from '../../commands/real-port.ts'
import { startEgressProxy, type EgressProxy } from '../support/egress-proxy.ts'
import { startTestProduct, type TestProduct } from '../support/product.ts'
import { ask, caFile, startTlsFront, type Answered, type Asked, type TlsFront } from '../support/tls-front.ts'

/**
 * The walk inside a company's walls: a proxy that ends TLS in front, and no way out but the company's own proxy. The networks
 * have names that no name server knows; only that proxy can lead to them.
 */

const sites = ['x', 'line', 'blog', 'pictures', 'faces'] as const
let x: XSimulator
let line: LineSimulator
let blog: Server
let egress: EgressProxy
let front: TlsFront
let behind: Record<(typeof sites)[number], TlsFront>
let product: TestProduct
let publicUrl: URL
let direct: URL
let hooks: URL
let cookie = ''

/** Every socket that this process opens, product included: the names it looks up and the addresses it tries. */
const names = new Set<string>()
const addresses = new Set<string>()
function onSocket(message: unknown): void {
  const { socket } = message as { socket: Socket }
  socket.on('lookup', (_error, _address, _family, host) => names.add(host))
  socket.on('connectionAttempt', (ip) => addresses.add(ip))
}

beforeAll(async () => {
  subscribe('net.client.socket', onSocket)
  x = await startSimulator('x', { limits: {} })
  line = await startSimulator('line')
  blog = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/rss+xml; charset=utf-8' }).end(feed))
  await new Promise<void>((resolve) => blog.listen(0, '127.0.0.1', resolve))
  const served = { x: x.url, pictures: x.url, line: line.url, faces: line.url, blog: `http://127.0.0.1:${(blog.address() as AddressInfo).port}` }
  behind = Object.fromEntries(await Promise.all(sites.map(async (name) => {
    const site = await startTlsFront()
    site.leadTo(served[name])
    return [name, site]
  }))) as typeof behind
  // Pictures lie at addresses that only data names; the operator knows nothing of them.
  x.url = 'https://pictures.kikimimi.test'
  line.url = 'https://faces.kikimimi.test'
  egress = await startEgressProxy((host) => {
    const name = sites.find((site) => host === `${site}.kikimimi.test:443`)
    return { host: '127.0.0.1', port: name === undefined ? 9 : behind[name].port }
  }, 'kikimimi:proxy-password')

  front = await startTlsFront()
  publicUrl = new URL(`https://mimi.kikimimi.test:${front.port}`)
  hooks = new URL(`http://127.0.0.1:${(await withRealPort(readConfig({ PORT: '0' }))).port}`)
  const proxy = egress.url.replace('//', '//kikimimi:proxy-password@')
  product = await startTestProduct({ env: {
    PUBLIC_URL: publicUrl.origin, TRUSTED_PROXIES: '127.0.0.1', WEBHOOK_PORT: hooks.port, HTTPS_PROXY: proxy, HTTP_PROXY: proxy, KIKIMIMI_CA_FILE: caFile,
    X_BASE_URL: 'https://x.kikimimi.test', LINE_BASE_URL: 'https://line.kikimimi.test', LINE_DATA_BASE_URL: 'https://line.kikimimi.test', LINE_STICKER_BASE_URL: 'https://line.kikimimi.test',
  } })
  direct = new URL(`http://127.0.0.1:${await product.listen()}`)
  front.leadTo(direct.origin)
})

afterAll(async () => {
  await product?.stop()
  await Promise.all([x?.stop(), line?.stop(), egress?.close(), front?.close(), ...Object.values(behind ?? {}).map((site) => site.close())])
  blog?.close()
  unsubscribe('net.client.socket', onSocket)
})

const feed = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>街の菓子日記</title><link>http://example.jp/</link><description>d</description>
<item><guid>tag:example.jp,2026:1</guid><title>青空製菓の栗まんじゅう</title><description>皮がしっとりしていて最高においしかったです。</description><pubDate>Tue, 24 Nov 2026 09:00:00 +0900</pubDate><link>http://example.jp/1</link></item></channel></rss>`

/** 花子's browser, at the public address. */
function hanako(asked: Asked, onText?: (text: string) => void): Promise<Answered> {
  return ask(publicUrl, { ...asked, headers: { origin: publicUrl.origin, 'sec-fetch-site': 'same-origin', cookie, ...asked.headers } }, onText)
}

async function done(asked: Asked): Promise<Record<string, unknown>> {
  const answer = await hanako(asked)
  expect(answer.status, `${asked.path}: ${answer.text}`).toBeLessThan(300)
  return JSON.parse(answer.text) as Record<string, unknown>
}

describe('a proxy that ends TLS in front', () => {
  test('the first administrator comes in, with a cookie that only https carries', async () => {
    const { token } = await product.parts.identity.createSetupLink()
    const answer = await hanako({ method: 'POST', path: '/api/setup', body: { token, workspaceName: '青空製菓', name: '山田 花子', email: 'hanako@aozora.example', password: 'kumo-no-ue-ha-itsumo-hare' } })
    expect(answer.status, answer.text).toBe(200)
    const set = (answer.headers['set-cookie'] ?? []).find((each) => each.startsWith('__Host-kikimimi='))
    expect(set).toMatch(/; Path=\/(;|$)/i)
    expect(set).toMatch(/; Secure/i)
    expect(set).toMatch(/; HttpOnly/i)
    expect(set).toMatch(/; SameSite=Lax/i)
    expect(set).not.toMatch(/; Domain=/i)
    expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d{8}/)
    cookie = set!.split(';')[0]!
    expect(await done({ path: '/api/me' })).toMatchObject({ user: { name: '山田 花子' } })
  })

  test('links to copy lead to the public address', async () => {
    const invited = await done({ method: 'POST', path: '/api/invitations', body: { email: 'misaki@aozora.example', role: 'agent', teamIds: [] } })
    expect(String(invited['url'])).toMatch(new RegExp(`^${publicUrl.origin}/link/`))
  })

  test('a change is taken from the public origin, and from no other', async () => {
    const rename = (headers: Record<string, string>) => ask(publicUrl, { method: 'PATCH', path: '/api/me', body: { name: '山田 花子' }, headers: { cookie, ...headers } })
    expect((await rename({ origin: publicUrl.origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect((await rename({ origin: publicUrl.origin })).status).toBe(200)
    const foreign: Record<string, string>[] = [
      {}, { origin: 'null' }, { origin: 'https://evil.example' }, { origin: `http://${publicUrl.host}` }, { origin: `https://mimi.kikimimi.test` }, { origin: direct.origin },
      { origin: `${publicUrl.origin}.evil.example` }, { origin: publicUrl.origin, 'sec-fetch-site': 'cross-site' }, { origin: publicUrl.origin, 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' }, { 'x-forwarded-host': 'evil.example', origin: 'https://evil.example' },
    ]
    for (const headers of foreign) {
      const answer = await rename(headers)
      expect({ headers, status: answer.status, code: (JSON.parse(answer.text) as { code: string }).code }).toEqual({ headers, status: 403, code: 'cross_site' })
    }
  })

  test('no page of another origin may read: nothing allows it', async () => {
    const answer = await ask(publicUrl, { path: '/api/me', headers: { origin: 'https://evil.example', cookie } })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  test('the login page learns why it cannot work at another address', async () => {
    const hint = async (base: URL, headers: Record<string, string> = {}, from?: string) => JSON.parse((await ask(base, { path: '/api/session/hint', headers, ...(from && { from }) })).text) as Record<string, unknown>
    expect(await hint(publicUrl)).toMatchObject({ ok: true, needsSetup: false })
    expect(await hint(direct)).toMatchObject({ ok: false, why: { ja: expect.stringContaining(publicUrl.origin), en: expect.stringContaining(publicUrl.origin) } })
    expect(await hint(direct, { host: publicUrl.host })).toMatchObject({ ok: false, why: { ja: expect.stringContaining('暗号化'), en: expect.stringContaining('plain http') } })
    // Whoever is no proxy of ours may claim what they like.
    expect(await hint(direct, { host: publicUrl.host, 'x-forwarded-proto': 'https' }, '127.0.0.9')).toMatchObject({ ok: false })
  })

  test('failed sign-ins count for the real client, who cannot blame another', async () => {
    const guess = (i: number, from: string, headers: Record<string, string> = {}) =>
      ask(publicUrl, { method: 'POST', path: '/api/session/sign-in', from, body: { email: `guess${i}@aozora.example`, password: 'not the password' }, headers: { origin: publicUrl.origin, ...headers } })
    expect((await guess(0, '127.0.0.2', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(401)
    // An office is forgiven 60 failures; the other 59 would take long, as each is a password's worth of work.
    const { numAffectedRows } = await sql`update identity.rate_limit set points = 60 where key = 'address:127.0.0.2'`.execute(product.database.kysely)
    expect(numAffectedRows).toBe(1n)
    expect((await guess(100, '127.0.0.2', { 'x-forwarded-for': '127.0.0.3' })).status).toBe(429)
    expect((await guess(101, '127.0.0.3')).status).toBe(401)
    // Past the proxy nobody's header is believed.
    const past = await ask(direct, { method: 'POST', path: '/api/session/sign-in', from: '127.0.0.2', body: { email: 'guess102@aozora.example', password: 'not the password' }, headers: { origin: publicUrl.origin, 'x-forwarded-for': '127.0.0.3' } })
    expect(past.status).toBe(429)
  })
})

describe('the walk, with a proxy on either side', () => {
  test('what happens reaches an open screen as it happens', async () => {
    const { promise: heard, resolve } = Promise.withResolvers<string>()
    const { promise: greeted, resolve: greet } = Promise.withResolvers<void>()
    const stream = hanako({ path: '/api/events', headers: { accept: 'text/event-stream' } }, (text) => {
      if (text.includes('event: hello')) greet()
      if (text.includes('event: new-count')) resolve(text)
    }).catch(() => null)
    await greeted
    await done({ method: 'POST', path: '/api/channels', body: { network: 'feed', name: '街の菓子日記', credentials: { url: 'https://blog.kikimimi.test/feed' } } })
    await product.drain()
    expect(await heard).toContain('event: new-count')
    expect(await done({ path: '/api/conversations?view=waiting' })).toMatchObject({ total: 1, rows: [{ network: 'feed', last: { sentiment: 'positive' } }] })
    // It was heard while the answer still runs.
    expect(await Promise.race([stream, 'still open'])).toBe('still open')
  })

  test('a complaint at X, with its picture, is answered', async () => {
    const app = await done({ method: 'POST', path: '/api/apps', body: { network: 'x', name: 'X', credentials: { consumerKey: x.credentials.consumerKey, consumerSecret: x.credentials.consumerSecret, bearerToken: x.credentials.bearerToken } } })
    expect(String(app['webhookUrl'])).toMatch(new RegExp(`^${publicUrl.origin}/webhooks/x/`))
    await done({ method: 'POST', path: '/api/channels', body: { network: 'x', appId: app['id'], credentials: { accessToken: x.credentials.accessToken, accessSecret: x.credentials.accessSecret } } })
    x.post({ author: 'tanaka_jiro', text: '@kazamachi_seika 箱が潰れて届きました', photo: 'crushed-box' })
    await product.drain()
    const { rows } = await done({ path: '/api/conversations?view=waiting&networks=x' }) as { rows: { id: string }[] }
    expect(rows).toHaveLength(1)
    const thread = await done({ path: `/api/conversations/${rows[0]!.id}` })
    const pictures = [...JSON.stringify(thread).matchAll(/"\/api\/media\/[^"]+"/g)].map(([path]) => JSON.parse(path) as string)
    expect(pictures.length, JSON.stringify(thread)).toBeGreaterThan(0)
    expect((await hanako({ path: pictures[0]! })).headers['content-type']).toBe('image/jpeg')
    await done({ method: 'POST', path: `/api/conversations/${rows[0]!.id}/replies`, body: { text: '田中様、ご迷惑をおかけしました。', operation: 'reply' }, headers: { 'idempotency-key': 'proxies-reply-1' } })
    await product.drain()
    expect(x.calls.to('POST /2/tweets')).toHaveLength(1)
  })

  test('a word at LINE comes in by the port for webhooks and is answered', async () => {
    const app = await done({ method: 'POST', path: '/api/apps', body: { network: 'line', name: 'LINE', credentials: { channelSecret: line.credentials.channelSecret } } })
    await done({ method: 'POST', path: '/api/channels', body: { network: 'line', appId: app['id'], credentials: { channelAccessToken: line.credentials.channelAccessToken } } })
    line.connectWebhook(new URL(new URL(String(app['webhookUrl'])).pathname, hooks).href)
    line.act({ user: '花岡 光' }, { type: 'text', text: 'アレルギー表示について教えてください' })
    await line.webhooks.idle()
    await product.drain()
    const { rows } = await done({ path: '/api/conversations?view=waiting&networks=line' }) as { rows: { id: string; person: { name: string | null } }[] }
    expect(rows).toMatchObject([{ person: { name: '花岡 光' } }])
    await done({ method: 'POST', path: `/api/conversations/${rows[0]!.id}/replies`, body: { text: '小麦と卵を使用しています。', operation: 'reply-token' } })
    await product.drain()
    expect(line.calls.to('POST /v2/bot/message/reply')).toHaveLength(1)
  })

  test('all of it went out through the company’s proxy, and nothing around it', async () => {
    for (const site of sites) {
      expect(egress.asked, site).toContain(`CONNECT ${site}.kikimimi.test:443`)
      expect([...behind[site].cameFrom].filter((port) => !egress.wentFrom.has(port)), site).toEqual([])
      await expect(lookup(`${site}.kikimimi.test`), site).rejects.toThrow()
    }
    expect(egress.asked.filter((asked) => !/^CONNECT (x|line|blog|pictures|faces)\.kikimimi\.test:443$/.test(asked))).toEqual([])
    // No socket of the whole process asked for a network's name or tried an address off this machine; Postgres has a file.
    expect([...names].filter((name) => !['localhost', '127.0.0.1'].includes(name))).toEqual([])
    expect(addresses).toContain('127.0.0.1')
    expect([...addresses].filter((address) => address !== '127.0.0.1' && !address.endsWith('.PGSQL.5432'))).toEqual([])
  })
})

describe('the port for webhooks', () => {
  test.each(['/', '/login', '/api/me', '/api/session/hint', '/openapi.json', '/livez', '/readyz', '/metrics', '/webhooks', '/webhooks/../api/me', '/webhooks/%2e%2e/api/session/hint', '/webhooks/..%2fapi%2fsession%2fhint', '//api/session/hint', '/media/../api/session/hint', '/media/%2e%2e/api/session/hint', '/WEBHOOKS/../api/session/hint', 'http://127.0.0.1/api/session/hint'])('%s is not there', async (path) => {
    const answer = await ask(hooks, { path, headers: { cookie } })
    expect(answer.status).toBe(404)
    expect(answer.text).not.toContain('needsSetup')
  })

  test('the console’s own port takes webhooks as well, so that one port is enough', async () => {
    expect((await ask(direct, { method: 'POST', path: '/webhooks/line/nobody', body: {} })).status).toBe(404)
    expect((await ask(hooks, { method: 'POST', path: '/webhooks/line/nobody', body: {} })).status).toBe(404)
  })
})

describe('configuration', () => {
  test.each(['0.0.0.0', '::', '192.168.1.20'])('HOST=%s without encryption is refused with the way out', (HOST) => {
    expect(() => readConfig({ HOST })).toThrow(expect.objectContaining({ sentence: { ja: expect.stringContaining('PUBLIC_URL'), en: expect.stringMatching(/https PUBLIC_URL.*KIKIMIMI_ALLOW_OPEN_HOST=yes/) } }))
    expect(() => readConfig({ HOST, PUBLIC_URL: 'http://kikimimi.example.jp' })).toThrow()
    expect(readConfig({ HOST, PUBLIC_URL: 'https://kikimimi.example.jp' }).publicUrl.origin).toBe('https://kikimimi.example.jp')
    expect(readConfig({ HOST, KIKIMIMI_ALLOW_OPEN_HOST: 'yes' }).host).toBe(HOST)
  })

  test('a PUBLIC_URL below a path is refused: sub-paths are not supported', () => {
    expect(() => readConfig({ PUBLIC_URL: 'https://example.jp/kikimimi/' })).toThrow(expect.objectContaining({ sentence: { ja: expect.stringContaining('PUBLIC_URL'), en: expect.stringContaining('PUBLIC_URL') } }))
    expect(readConfig({ PUBLIC_URL: 'https://example.jp/' }).publicUrl.origin).toBe('https://example.jp')
  })

  test('a proxy that cannot be an address is named at the start', () => {
    expect(() => readConfig({ TRUSTED_PROXIES: '10.0.0.0/8, nginx' })).toThrow(expect.objectContaining({ sentence: { ja: expect.stringContaining('nginx'), en: expect.stringContaining('nginx') } }))
    expect(readConfig({ TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).trustedProxies).toEqual(['10.0.0.0/8', '::1'])
  })

  test('PORT=0 gives links and cookies the port that is really taken', async () => {
    const config = await withRealPort(readConfig({ PORT: '0' }))
    expect(config.port).toBeGreaterThan(0)
    expect(config.publicUrl.port).toBe(String(config.port))
    expect((await withRealPort(readConfig({ PORT: '0', PUBLIC_URL: 'https://kikimimi.example.jp' }))).publicUrl.origin).toBe('https://kikimimi.example.jp')
  })
})
