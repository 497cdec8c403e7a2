import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { signLine, type LineSimulator } from '../../fixtures/simulators/line.ts'
import { startSimulator } from '../../fixtures/simulators/simulators.ts'
import { signX, type XSimulator } from '../../fixtures/simulators/x.ts'
import { advanceClock } from '../support/database.ts'
import { hostileBodies, hostileTexts, hostileValues, makeAttacker } from '../support/attacker.ts'
import { seedWorkspace } from '../support/people.ts'
import { startTestProduct, type Person, type TestProduct } from '../support/product.ts'
import { ask } from '../support/tls-front.ts'

/**
 * The running product, attacked from outside over its own port. After each attack nothing has broken, it is ready, and whoever works
 * there still can. Walls, sessions, uploads, streams and what goes out have tests of their own beside this one.
 */

const origin = 'http://127.0.0.1:8787'
let x: XSimulator
let line: LineSimulator
let product: TestProduct
let attacker: ReturnType<typeof makeAttacker>
let 花子: Person
let 一郎: Person
let adminCookie: string
let viewerCookie: string
let port: number
let hooks: { x: string; line: string }
/** Must never be visited. */
let canary: Server
let visits = 0
const logged: string[] = []

beforeAll(async () => {
  x = await startSimulator('x', { limits: {} })
  line = await startSimulator('line')
  canary = createServer((_request, response) => {
    visits += 1
    response.end('visited')
  })
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  const note = (level: string) => (facts: object, words: string) => void logged.push(`${level} ${words} ${JSON.stringify(facts, (_key, value: unknown) => (value instanceof Error ? `${value.name}: ${value.message}` : value))}`)
  product = await startTestProduct({
    env: { X_BASE_URL: x.url, LINE_BASE_URL: line.url, LINE_DATA_BASE_URL: line.url, LINE_STICKER_BASE_URL: line.url },
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
  })
  花子 = await product.setUp()
  一郎 = await product.join(花子, { name: '渡辺 一郎', email: 'ichiro@aozora.example', role: 'viewer' })
  adminCookie = await signedIn(花子)
  viewerCookie = await signedIn(一郎)
  hooks = { x: await connectNetwork('x'), line: await connectNetwork('line') }
  port = await product.listen()
  attacker = makeAttacker(product, port, origin)
})

afterAll(async () => {
  await product?.stop()
  await Promise.all([x?.stop(), line?.stop()])
  canary?.close()
})

afterEach(async () => {
  await attacker.expectUnharmed(adminCookie)
  expect(logged.filter((entry) => entry.startsWith('error'))).toEqual([])
  expect(visits).toBe(0)
})

/** A second session of this person, whose cookie we hold. */
async function signedIn(person: Person): Promise<string> {
  const { token } = await product.parts.identity.createSigninLink(person.scope.actor.id)
  const answer = await product.fetch(new Request(`${origin}/api/links/${token}`, { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body: '{}' }))
  expect(answer.status).toBe(200)
  return answer.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ')
}

async function connectNetwork(network: 'x' | 'line'): Promise<string> {
  const { consumerKey, consumerSecret, bearerToken, accessToken, accessSecret } = x.credentials
  const app = await 花子.request('/api/apps', { method: 'POST', body: { network, name: network, credentials: network === 'x' ? { consumerKey, consumerSecret, bearerToken } : { channelSecret: line.credentials.channelSecret } } })
  const channel = await 花子.request('/api/channels', { method: 'POST', body: { network, appId: app.body['id'], credentials: network === 'x' ? { accessToken, accessSecret } : { channelAccessToken: line.credentials.channelAccessToken } } })
  expect(channel.status, JSON.stringify(channel.body)).toBeLessThan(300)
  return new URL(String(app.body['webhookUrl'])).pathname
}

const send = (path: string, body: object | string, cookie = adminCookie, method = 'POST') => attacker.hit(path, { method, body, cookie })
const json = (text: string) => JSON.parse(text) as Record<string, unknown>

async function intakeRows(): Promise<number> {
  return product.parts.asSystem(async (db) => Number((await db.selectFrom('intake').select(({ fn }) => fn.countAll<string>().as('n')).executeTakeFirstOrThrow()).n))
}

function lineEvent(id: string, text: unknown, more: object = {}): object {
  return { type: 'message', webhookEventId: id, timestamp: 1_795_500_000_000, mode: 'active', replyToken: `token-${id}`, deliveryContext: { isRedelivery: false }, source: { type: 'user', userId: `U${'0'.repeat(31)}1` }, message: { type: 'text', id: `m-${id}`, text }, ...more }
}

describe('webhooks', () => {
  const lineBody = (events: unknown) => JSON.stringify({ destination: line.state.bot.userId, events })
  const deliver = (body: string, signature = signLine(body, line.credentials.channelSecret)) => attacker.hit(hooks.line, { method: 'POST', body, headers: { 'x-line-signature': signature } })

  test('forged ones are refused, and nothing of them is kept', async () => {
    const before = await intakeRows()
    const body = lineBody([lineEvent('forged', '偽物です')])
    const good = signLine(body, line.credentials.channelSecret)
    const hex = Buffer.from(good, 'base64').toString('hex')
    for (const signature of ['', ' ', 'x', signLine(body, 'another secret'), signLine(body, ''), good.slice(0, -1), `${good}=`, good.toLowerCase(), hex, `${good}, ${good}`, `sha256=${good}`, signX(body, line.credentials.channelSecret)]) {
      expect((await deliver(body, signature)).status, signature).toBe(401)
    }
    for (const changed of [`${body} `, `\ufeff${body}`, body.replace('偽物', '本物')]) expect((await deliver(changed, good)).status).toBe(401)
    expect((await attacker.hit(hooks.line, { method: 'POST', body })).status).toBe(401)
    // Signed well, but for another app's address.
    expect((await attacker.hit(hooks.x, { method: 'POST', body, headers: { 'x-line-signature': good } })).status).toBe(401)
    expect(await intakeRows()).toBe(before)
  })

  test('replayed ones are taken once', async () => {
    const before = await intakeRows()
    const body = lineBody([lineEvent('replayed', '届きません')])
    expect(await Promise.all(Array.from({ length: 8 }, () => deliver(body).then(({ status }) => status)))).toEqual(Array.from({ length: 8 }, () => 200))
    expect(await intakeRows()).toBe(before + 1)
    await product.drain()
  })

  test('X’s challenge answers its own question and nothing else', async () => {
    const answer = await attacker.hit(`${hooks.x}?crc_token=${encodeURIComponent('<script>alert(1)</script>')}`)
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(answer.text).not.toContain('<script>')
    for (const query of ['', '?crc_token=', '?crc_token[]=a', '?CRC_TOKEN=a']) expect((await attacker.hit(hooks.x + query)).status).toBe(404)
    for (const path of ['/webhooks/x/unknown', '/webhooks/x/%00', '/webhooks/__proto__/constructor', `/webhooks/${'x'.repeat(3000)}/y`, '/webhooks/x/../../api/me', '/webhooks/line/%ff']) expect((await attacker.hit(`${path}?crc_token=a`)).status, path).toBe(path.includes('..') ? 401 : 404)
  })

  test('a hostile event parks alone; its neighbour arrives', async () => {
    const hostile = [null, 7, [], 'x', {}, { type: 'message' }, lineEvent('nul', 'a\u0000b'), lineEvent('half', '\ud800 半分'), lineEvent('long', '長'.repeat(60_000)), lineEvent('typed', { text: 1 }), lineEvent('time', '時', { timestamp: 9e99 }), lineEvent('who', '誰', { source: { type: 'user', userId: { $ne: null } } }), lineEvent('deep', '深', { mention: nested(40) }), { ...lineEvent('__proto__', '型'), constructor: { prototype: { role: 'administrator' } } }, lineEvent("id'; drop table intake;--", '引用')]
    for (const [i, event] of hostile.entries()) expect((await deliver(lineBody([event, lineEvent(`neighbour-${i}`, `隣の声 ${i}`)]))).status, JSON.stringify(event)?.slice(0, 80)).toBe(200)
    await product.drain()
    const found = await 花子.request(`/api/mentions?q=${encodeURIComponent('"隣の声"')}&limit=100`)
    expect(found.body['total']).toBe(hostile.length)
  })

  test('a signed body that is no envelope is kept for a person to see, however deep or broken', async () => {
    const parked = async () => Number((await 花子.request('/api/parked')).body['total'])
    const before = await parked()
    const bodies = ['{bad', '[]', 'null', '{"events":{}}', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, '['.repeat(100_000), `{"destination":"x","events":[${'['.repeat(70)}${']'.repeat(70)}]}`]
    for (const body of bodies) expect((await deliver(body)).status, body.slice(0, 30)).toBe(200)
    await product.drain()
    expect(await parked()).toBe(before + bodies.length)
  })

  test('a body above the limit is told so before it is read', async () => {
    expect((await deliver('x'.repeat(4 * 1024 * 1024 + 1))).status).toBe(413)
    expect(await attacker.raw(`POST ${hooks.line} HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\nx`)).toBe(413)
  })
})

describe('framing, sizes and paths', () => {
  const host = 'Host: 127.0.0.1\r\n'
  test.each([
    ['two lengths', `POST /api/session/sign-in HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`, 400],
    ['length and chunks', `POST /api/session/sign-in HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a negative length', `POST /livez HTTP/1.1\r\n${host}Content-Length: -5\r\n\r\n`, 400],
    ['unknown coding', `POST /livez HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n`, 400],
    ['a chunk without size', `POST /webhooks/line/a HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`, 400],
    ['a chunk of 2^72', `POST /webhooks/line/a HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n`, 400],
    ['a header that goes on below', `GET /livez HTTP/1.1\r\n${host}X: a\nEvil: b\r\n\r\n`, 400],
    ['NUL in a header', `GET /livez HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`, 400],
    ['a header of 70 kB', `GET /livez HTTP/1.1\r\n${host}X: ${'a'.repeat(70_000)}\r\n\r\n`, 431],
    ['no host', 'GET /livez HTTP/1.1\r\n\r\n', 400],
    ['a host that is a path', 'GET /livez HTTP/1.1\r\nHost: x/../api?\r\n\r\n', 400],
    ['an address that is none', `GET http://[::/livez HTTP/1.1\r\n${host}\r\n`, 400],
    ['an unknown method', `FOO /api/me HTTP/1.1\r\n${host}\r\n`, 400],
    ['TRACE', `TRACE /api/me HTTP/1.1\r\n${host}Cookie: secret=1\r\n\r\n`, 403],
    ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['TLS where none is', '\x16\x03\x01\x00\xc8\x01', 400],
    ['another protocol', `GET /api/events HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, 401],
  ])('%s', async (_name, bytes, expected) => {
    expect(await attacker.raw(bytes)).toBe(expected)
  })

  test('nobody is led around the guard by the spelling of a path', async () => {
    for (const path of ['/api/me/', '/api//me', '//api/me', '/api/./me', '/api/x/../me', '/api/%6de', '/api%2fme', '/api/..%2fapi/me', '/API/me', '/api/me%00', '/api/me;a=b', '/api/me%20', '/%2e%2e/api/me', '/api/members/..%2f..%2fme', '/livez/../api/me', '/webhooks/%2e%2e/api/me']) {
      expect([401, 404], path).toContain((await attacker.hit(path)).status)
    }
  })

  test('nothing redirects, wherever a link would like to lead', async () => {
    for (const path of ['//evil.example', '/\\evil.example', '/login?to=//evil.example', '/link/x?to=https://evil.example', '/%0d%0aLocation:%20https://evil.example', '/api/session/hint?next=https://evil.example']) {
      const { status, headers } = await attacker.hit(path)
      expect([status >= 300 && status < 400, headers.get('location')], path).toEqual([false, null])
    }
  })

  test('two hundred callers who never finish their sentence keep nobody waiting', async () => {
    const sockets: Socket[] = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'))
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.write(`POST /api/session/sign-in HTTP/1.1\r\n${host}Content-Length: 100\r\n\r\n{`, () => resolve()))))
    const from = performance.now()
    expect((await attacker.hit('/api/me', { cookie: adminCookie })).status).toBe(200)
    expect(performance.now() - from).toBeLessThan(5000)
    for (const socket of sockets) socket.destroy()
  })
})

interface Operation {
  parameters?: { name: string; in: string }[]
  requestBody?: { content?: Record<string, { schema?: { properties?: object } }> }
}

/** Half characters have no UTF-8, so an attacker sends their bytes. */
function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80'
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)]
}

describe('people', () => {
  test('a viewer gives herself nothing', async () => {
    const id = 一郎.scope.actor.id
    const tries: [string, string, object][] = [
      ['PATCH', `/api/members/${id}`, { role: 'administrator' }], ['POST', '/api/invitations', { email: 'me@evil.example', role: 'administrator', teamIds: [] }], ['POST', `/api/members/${花子.scope.actor.id}/reset`, {}],
      ['POST', '/api/tokens', { name: 't', role: 'administrator', scopes: ['read'], teamIds: [], days: 1 }], ['POST', '/api/apps', { network: 'line', name: 'x', credentials: {} }], ['POST', '/api/teams', { name: 't', memberIds: [id], channelIds: [] }],
      ['POST', '/api/outbound/pause', { paused: true }], ['POST', '/api/rules', {}], ['POST', '/api/parked/replay', { ids: [] }],
    ]
    for (const [method, path, body] of tries) expect((await send(path, body, viewerCookie, method)).status, path).toBe(403)
    for (const more of [{ role: 'administrator' }, { workspaceId: id }, { preferences: { role: 'administrator', __proto__: 1 }, role: 'x' }]) expect((await send('/api/me', { name: '渡辺 一郎', ...more }, viewerCookie, 'PATCH')).status).toBe(400)
    expect(json((await attacker.hit('/api/me', { cookie: viewerCookie })).text)).toMatchObject({ role: 'viewer' })
  })

  test('fields that a form does not have are refused, the set-up does not come again', async () => {
    for (const body of [{ email: 'a@b.example', role: 'owner', teamIds: [] }, { email: 'a@b.example', role: 'viewer', teamIds: [], workspaceId: '00000000-0000-7000-8000-000000000000' }]) expect((await send('/api/invitations', body)).status).toBe(400)
    const set = await send('/api/setup', { token: 'x'.repeat(43), workspaceName: '乗っ取り', name: 'x', email: 'x@evil.example', password: 'long enough password' }, '')
    expect([400, 403, 404, 409, 410, 422]).toContain(set.status)
    expect(set.headers.getSetCookie()).toEqual([])
  })

  test('an older invitation for a higher role opens nothing, and no link brings a role back', async () => {
    const invite = async (role: string) => new URL(String(json((await send('/api/invitations', { email: 'kenta@aozora.example', role, teamIds: [] })).text)['url'])).pathname.split('/').at(-1)!
    const [older, newer] = [await invite('administrator'), await invite('viewer')]
    const use = (token: string) => send(`/api/links/${token}`, { name: '小林 健太', password: 'kenta no himitsu' }, '')
    expect((await use(older)).status).toBe(404)
    expect((await use(newer)).status).toBe(200)
    for (const token of [older, newer]) expect((await use(token)).status).toBe(404)
    const members = JSON.parse((await attacker.hit('/api/members', { cookie: adminCookie })).text) as { email: string; role: string }[]
    expect(members.find(({ email }) => email === 'kenta@aozora.example')).toMatchObject({ role: 'viewer' })
  })

  test('preferences do not grow without end', async () => {
    const statuses: number[] = []
    for (const key of ['一', '二', '三']) statuses.push((await send('/api/me', { preferences: { [key]: 'x'.repeat(9000) } }, viewerCookie, 'PATCH')).status)
    expect(statuses).toEqual([200, 200, 400])
  })

  test('a cookie that a stranger planted is never the one that signs in, and a forged one is nobody', async () => {
    const { token } = await product.parts.identity.createSigninLink(一郎.scope.actor.id)
    const planted = 'kikimimi_8787=planted.by-an-attacker'
    const answer = await attacker.hit(`/api/links/${token}`, { method: 'POST', body: {}, cookie: planted })
    const given = answer.headers.getSetCookie().map((each) => each.split(';')[0]!).find((each) => each.startsWith('kikimimi_8787='))!
    expect(given).not.toBe(planted)
    const [value, signature] = decodeURIComponent(given.split('=').slice(1).join('=')).split('.') as [string, string]
    for (const forged of [planted, `kikimimi_8787=${value}`, `kikimimi_8787=${value}.`, `kikimimi_8787=${value}.${encodeURIComponent(signature.slice(0, -3))}`, `kikimimi_8787=${encodeURIComponent(`${value}x.${signature}`)}`, 'kikimimi_8787=%00', `kikimimi_8787=${'x'.repeat(5000)}`, `Kikimimi_8787=${value}.${signature}`]) {
      expect((await attacker.hit('/api/me', { cookie: forged })).status, forged.slice(0, 60)).toBe(401)
    }
    expect((await attacker.hit('/api/me', { headers: { authorization: `Bearer ${value}` } })).status).toBe(401)
    expect((await send('/api/session/sign-out', {}, given)).status).toBe(200)
    expect((await attacker.hit('/api/me', { cookie: given })).status).toBe(401)
    expect((await attacker.hit(`/api/links/${token}`, { method: 'POST', body: {} })).status).not.toBe(200)
  })

  test('one-time links cannot be guessed: an address is stopped', async () => {
    const base = new URL(`http://127.0.0.1:${port}`)
    const guesses = await Promise.all(Array.from({ length: 64 }, (_, i) => ask(base, { path: `/api/links/${'guess'.padEnd(40, 'x')}${i}`, from: '127.0.0.4' })))
    expect(guesses.filter(({ status }) => status === 404)).toHaveLength(60)
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(4)
  })

  test('a page of another site neither writes nor reads', async () => {
    const rename = (headers: Record<string, string>, body = '{"name":"乗っ取り"}') => attacker.hit('/api/me', { method: 'PATCH', body, cookie: adminCookie, headers })
    const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: 'http://127.0.0.1:8788' }, { origin, 'sec-fetch-site': 'cross-site' }, { origin, 'sec-fetch-site': 'same-site' }, { origin: 'https://127.0.0.1:8787' }]
    for (const headers of foreign) expect((await rename(headers)).status, JSON.stringify(headers)).toBe(403)
    // What a form can send is read as nothing, even where it claims to come from us.
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) await rename({ 'content-type': type })
    const preflight = await attacker.hit('/api/me', { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'content-type' } })
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    for (const path of ['/api/me', '/api/conversations', '/openapi.json']) expect((await attacker.hit(path, { cookie: adminCookie, headers: { origin: 'https://evil.example' } })).headers.get('access-control-allow-origin')).toBeNull()
    expect(json((await attacker.hit('/api/me', { cookie: adminCookie })).text)).toMatchObject({ user: { name: '山田 花子' } })
  })

  test('another company’s administrator sees nothing of ours', async () => {
    const other = await seedWorkspace(product.database.kysely, { name: '白波水産' })
    const boss = other.people.花子.actor
    await sql`insert into identity."user" (id, name, email, "emailVerified") values (${boss.id}, ${boss.name}, 'boss@shiranami.example', true)`.execute(product.database.kysely)
    const cookie = await signedIn({ scope: { ...other.people.花子 } } as Person)
    const read = (path: string, headers: Record<string, string> = {}) => attacker.hit(path, { cookie, headers })
    expect(json((await read('/api/conversations?view=all')).text)).toMatchObject({ total: 0 })
    expect(json((await read('/api/mentions?q=隣')).text)).toMatchObject({ total: 0 })
    expect((await read('/api/conversations', { 'x-workspace': 花子.scope.workspaceId })).status).toBe(404)
    const { rows } = json((await attacker.hit('/api/conversations?view=all', { cookie: adminCookie })).text) as { rows: { id: string }[] }
    expect(rows.length).toBeGreaterThan(0)
    for (const path of ['', '/row', '/offer']) expect((await read(`/api/conversations/${rows[0]!.id}${path}`)).status).toBe(404)
    expect((await attacker.hit('/api/events')).status).toBe(401)
  })
})

describe('what strangers write', () => {
  test('formulas in an export are text, and no link runs', async () => {
    const texts = ['=HYPERLINK("https://evil.example","開く")', '+1+cmd|calc', '-2+3', '@SUM(1)', '＝１＋１', '\t=1', '<script>alert(1)</script>']
    for (const [i, text] of texts.entries()) {
      const body = JSON.stringify({ destination: line.state.bot.userId, events: [lineEvent(`formula-${i}`, text)] })
      await attacker.hit(hooks.line, { method: 'POST', body, headers: { 'x-line-signature': signLine(body, line.credentials.channelSecret) } })
    }
    await product.drain()
    const csv = await attacker.hit('/api/mentions/export?format=csv', { cookie: adminCookie })
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.headers.get('x-content-type-options')).toBe('nosniff')
    expect(csv.headers.get('content-disposition')).toContain('attachment')
    expect(csv.text).toContain('HYPERLINK')
    expect(csv.text).toContain('<script>')
    for (const text of [`'=HYPERLINK`, `'+1+cmd|calc`, `'-2+3`, `'@SUM(1)`, `'＝１＋１`]) expect(csv.text).toContain(text)
    expect(csv.text.match(/(^|,)"?[=+@＝\t]/gm)).toBeNull()
    const [row] = (json((await attacker.hit('/api/conversations?view=all', { cookie: adminCookie })).text) as { rows: { id: string }[] }).rows
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', `https://a.example/${'x'.repeat(3000)}`]) {
      expect((await send(`/api/conversations/${row!.id}/answered-there`, { text: '電話で回答', url })).status, url.slice(0, 30)).toBe(400)
    }
  })

  test('a file that pretends is handed over as bytes to keep', async () => {
    const files: [string, string][] = [['a.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'], ['b.html', '<script>alert(1)</script>'], ['c.png', '<html><script>alert(1)</script>'], ['d\r\nX-Evil: 1.pdf', '%PDF-1.4 <script>'], ['../../e.js', 'alert(1)']]
    for (const [name, content] of files) {
      const form = new FormData()
      form.set('file', new File([content], name, { type: 'text/html' }))
      const kept = await attacker.hit('/api/media', { method: 'POST', body: form, cookie: adminCookie })
      expect(kept.status, kept.text).toBe(201)
      const got = await attacker.hit(`/api/media/${String(json(kept.text)['mediaId'])}`, { cookie: adminCookie })
      expect([got.status, got.headers.get('content-type'), got.headers.get('x-content-type-options'), got.headers.get('content-security-policy'), got.headers.get('x-evil')]).toEqual([200, 'application/octet-stream', 'nosniff', "default-src 'none'; sandbox", null])
      expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''[\w.%~-]+$/)
    }
  })

  test('no address in data leads into our own network', async () => {
    const { port: canaryPort } = canary.address() as AddressInfo
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '0', '１２７.０.０.１', 'user:pw@127.0.0.1', '169.254.169.254']) {
      const { status } = await send('/api/channels', { network: 'feed', credentials: { url: `http://${host}:${canaryPort}/feed` } })
      expect([400, 422], host).toContain(status)
    }
    for (const url of ['file:///etc/passwd', 'gopher://127.0.0.1/', 'http://', `${x.url.replace('127.0.0.1', 'localhost')}/feed`]) expect([400, 422], url).toContain((await send('/api/channels', { network: 'feed', credentials: { url } })).status)
    // Pictures and faces whose address a network's data names.
    const operators = x.url
    x.url = `http://127.0.0.1:${canaryPort}`
    x.post({ author: 'tanaka_jiro', text: '@kazamachi_seika 写真です', photo: 'dorayaki' }, true)
    await advanceClock(product.database.kysely, { minutes: 10 })
    await product.drain()
    x.url = operators
    expect(json((await attacker.hit(`/api/mentions?q=${encode('写真')}&networks=x`, { cookie: adminCookie })).text)).toMatchObject({ total: 1 })
  })

  test('our own answer coming back sets nothing off again', async () => {
    await 花子.request('/api/rules', { method: 'POST', body: { name: '交換', conditions: { text: { anyOf: ['交換'] } }, actions: [{ kind: 'open-ticket', type: 'incident', priority: 'high' }] } })
    x.post({ author: 'sato_yuko', text: '@kazamachi_seika 交換してください' }, true)
    await advanceClock(product.database.kysely, { minutes: 10 })
    await product.drain()
    const tickets = async () => (await 花子.request('/api/tickets?view=open')).body as { rows: { conversationId: string }[] }
    const [ticket] = (await tickets()).rows
    await 花子.request(`/api/conversations/${ticket!.conversationId}/replies`, { method: 'POST', body: { text: '交換いたします。@kazamachi_seika の交換窓口へ', operation: 'reply' } })
    for (let i = 0; i < 3; i++) {
      await product.drain()
      await advanceClock(product.database.kysely, { minutes: 10 })
    }
    expect((await tickets()).rows).toHaveLength(1)
    expect(x.calls.to('POST /2/tweets')).toHaveLength(1)
  })
})

describe('what the product says of itself', () => {
  test('no secret in answers, logs, exports or the document', async () => {
    const password = 'kumo-no-ue-ha-itsumo-hare'
    await attacker.hit('/api/session/sign-in', { method: 'POST', body: { email: 'hanako@aozora.example', password } })
    await attacker.hit('/api/session/sign-in', { method: 'POST', body: { email: 'hanako@aozora.example', password: `${password}!` } })
    const wrong = await send('/api/channels', { network: 'line', appId: (json(`{"rows":${(await attacker.hit('/api/apps', { cookie: adminCookie })).text}}`)['rows'] as { id: string; network: string }[]).find((app) => app.network === 'line')!.id, credentials: { channelAccessToken: 'a-wrong-access-token' } })
    expect(wrong.status).toBeGreaterThanOrEqual(400)
    const pages = await Promise.all(['/openapi.json', '/api/apps', '/api/channels', '/api/tokens', '/api/members', '/api/system', '/api/parked', '/api/mentions/export?format=ndjson', '/api/networks', '/api/me'].map((path) => attacker.hit(path, { cookie: adminCookie }).then(({ text }) => text)))
    const everything = [...pages, wrong.text, ...logged].join('\n')
    const { consumerSecret, bearerToken, accessToken, accessSecret } = x.credentials
    for (const secret of [consumerSecret, bearerToken, accessToken, accessSecret, line.credentials.channelSecret, line.credentials.channelAccessToken, 'a-wrong-access-token', password, decodeURIComponent(adminCookie.split('=')[1]!), adminCookie.split('=')[1]!]) {
      expect(everything.includes(secret), `${secret.slice(0, 12)}…`).toBe(false)
    }
    expect(logged.length).toBeGreaterThan(100)
  })

  test('a caller writes nothing into the logs and no header into an answer', async () => {
    const evil = 'evil"}\n{"level":60,"msg":"forged'
    const answer = await attacker.hit(`/api/conversations/${encode(evil)}?q=${encode(evil)}`, { cookie: adminCookie, headers: { 'user-agent': 'forged agent', 'x-request-id': 'forged-id', 'x-forwarded-for': 'forged', referer: 'https://forged.example/' } })
    expect(answer.headers.get('x-request-id')).not.toBe('forged-id')
    expect(json(answer.text)).toMatchObject({ code: expect.any(String), message: { ja: expect.any(String), en: expect.any(String) }, requestId: answer.headers.get('x-request-id') })
    expect(logged.filter((entry) => entry.includes('forged'))).toEqual([])
  })

  test('headers hold on refusals as on answers', async () => {
    for (const path of ['/api/me', '/api/nothing', '/nothing', '/openapi.json', '/api/session/hint', '/livez']) {
      const { headers } = await attacker.hit(path)
      expect([headers.get('x-content-type-options'), headers.get('x-frame-options'), headers.get('referrer-policy')], path).toEqual(['nosniff', 'DENY', 'same-origin'])
      expect(headers.get('content-security-policy'), path).toMatch(/default-src 'self'.*frame-ancestors 'none'/)
      expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null])
    }
  })
})

describe('every route of the document', () => {
  /** They end the session, stop what goes out, or stay open. */
  const passed = /sign-out|session\/password|totp|outbound\/pause|\/events|^\/webhooks/

  test('hostile paths, parameters, bodies and fields are answered, never suffered', async () => {
    const names = Object.getOwnPropertyNames(Object.prototype)
    const { paths } = json((await attacker.hit('/openapi.json')).text) as { paths: Record<string, Record<string, Operation>> }
    let turn = 0
    const next = <T>(list: readonly T[]): T => list[turn++ % list.length]!
    const statuses = new Set<number>()
    const calls = Object.entries(paths).filter(([path]) => !passed.test(path)).flatMap(([path, operations]) => Object.entries(operations).map(([verb, operation]) => ({ path, method: verb.toUpperCase(), operation })))
    expect(calls.length).toBeGreaterThan(70)
    for (const { path, method, operation } of calls) {
      const place = (id: string) => path.replaceAll(/\{\w+\}/g, id)
      const there = place('00000000-0000-7000-8000-000000000000')
      const attacks: [string, string | undefined][] = path.includes('{') ? [[place(encode(next(hostileTexts)) || '%20'), method === 'GET' ? undefined : '{}'], [place('%zz'), undefined]] : []
      if (method === 'GET') {
        for (const { name } of (operation.parameters ?? []).filter((one) => one.in === 'query')) {
          attacks.push([`${there}?${name}=${encode(next(hostileTexts))}`, undefined], [`${there}?${name}=${encode(next(hostileTexts))}`, undefined], [`${there}?${name}=a&${name}=b&${name}[]=c&${name}[__proto__]=d`, undefined])
        }
      } else {
        for (let i = 0; i < 3; i++) attacks.push([there, next(hostileBodies)])
        for (const field of Object.keys(operation.requestBody?.content?.['application/json']?.schema?.properties ?? {})) attacks.push([there, JSON.stringify({ [field]: next(hostileValues) })])
      }
      for (const [where, body] of attacks) statuses.add((await attacker.hit(where, { method, cookie: adminCookie, ...(body !== undefined && { body }) })).status)
    }
    expect([...statuses].filter((status) => ![200, 201, 202, 204, 400, 404, 409, 413, 422, 429, 431].includes(status))).toEqual([])
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(names)
    await product.drain()
  }, 120_000)

  test('whoever searches with SQL, tsquery or nonsense finds nothing or is told', async () => {
    for (const q of hostileTexts.filter((text) => text.trim() !== '')) expect([200, 400], q.slice(0, 40)).toContain((await attacker.hit(`/api/mentions?q=${encode(q)}`, { cookie: adminCookie })).status)
    for (const q of ['"'.repeat(300), 'a OR '.repeat(200) + 'b', `${'('.repeat(300)}a${')'.repeat(300)}`, 'NOT '.repeat(300) + 'a']) expect((await attacker.hit(`/api/mentions?q=${encode(q)}`, { cookie: adminCookie })).status).toBe(400)
  })
})

test('a hundred at once, from a colleague whose script runs wild, are all answered', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => attacker.hit(['/api/conversations?view=all', '/api/mentions?q=声', '/api/conversations/counts', '/api/members'][i % 4]!, { cookie: viewerCookie })))
  expect([...new Set(answers.map(({ status }) => status))].filter((status) => ![200, 429].includes(status))).toEqual([])
})
