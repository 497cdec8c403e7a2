import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, request as secureRequest } from 'node:https'
import type { AddressInfo, LookupFunction, Server } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { TwitterApi } from 'twitter-api-v2'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BadConfiguration } from '../../core/errors.ts'
import { OutboundFailure, type OutboundRequest } from '../../core/ports/outbound-fetch.ts'
import { isPublicAddress } from '../../storage/outbound/address.ts'
import { openOutbound, type OutboundOptions } from '../../storage/outbound/open-outbound.ts'
import { readProxies } from '../../storage/outbound/proxy.ts'
import { follow } from '../../storage/outbound/redirect.ts'
import { startEgressProxy, type EgressProxy } from '../support/egress-proxy.ts'

const tls = join(import.meta.dirname, '../support/tls')
const caFile = join(tls, 'ca.pem')

interface Site {
  port: number
  /** Every request that reached it. */
  seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string; secure: boolean }[]
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
  close(): Promise<void>
}

async function startSite(secure = false): Promise<Site> {
  const site: Site = { port: 0, seen: [], answer: (_request, response) => response.end('ok'), close: () => close(server) }
  const handler = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks).toString()
      site.seen.push({ method: request.method!, url: request.url!, headers: request.headers, body, secure })
      site.answer(request, response, body)
    })
  }
  const server = secure
    ? createSecureServer({ key: readFileSync(join(tls, 'server.key')), cert: readFileSync(join(tls, 'server.pem')) }, handler)
    : createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  site.port = (server.address() as AddressInfo).port
  return site
}

function close(server: Server & { closeAllConnections(): void }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

let site: Site
let secure: Site
let closing: (() => Promise<void>)[] = []
beforeAll(async () => {
  site = await startSite()
  secure = await startSite(true)
})
afterAll(() => Promise.all([site.close(), secure.close()]))
beforeEach(() => {
  for (const each of [site, secure]) {
    each.seen.length = 0
    each.answer = (_request, response) => response.end('ok')
  }
})
afterEach(async () => {
  await Promise.all(closing.map((end) => end()))
  closing = []
})

function open(options: OutboundOptions = {}) {
  const outbound = openOutbound(options)
  closing.push(() => outbound.close())
  return outbound
}

/** The operator named the site, so it may be on this machine. */
function openForSite(options: OutboundOptions = {}) {
  const outbound = open({ baseUrls: { line: { api: `http://127.0.0.1:${site.port}` } }, ...options })
  return { ...outbound, get: (path: string, request?: OutboundRequest) => outbound.fetch(`http://127.0.0.1:${site.port}${path}`, request) }
}

async function failure(work: Promise<unknown>): Promise<OutboundFailure> {
  const error = await work.then(() => null, (reason: unknown) => reason)
  expect(error).toBeInstanceOf(OutboundFailure)
  return error as OutboundFailure
}

function resolveTo(...answers: (string | string[])[]): LookupFunction & { asked: number } {
  const lookup = Object.assign(((_host, _options, callback) => {
    const answer = answers[Math.min(lookup.asked++, answers.length - 1)]!
    if (answer.length === 0) return callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), [])
    callback(null, [answer].flat().map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
  }) as LookupFunction, { asked: 0 })
  return lookup
}

describe('private addresses', () => {
  test.each([
    '127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '017700000001', '0x7f.1', '127.0.0.1.', '１２７.０.０.１', '①②⑦.0.0.1', '127。0。0。1', '0', '0.0.0.0',
    '[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:1]', '[::127.0.0.1]', '[::7f00:1]', '[64:ff9b::7f00:1]', '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[fe80::1]', '[fe80::1%25eth0]', '[::1%25lo]', 'localhost', 'LOCALHOST', 'localhost.', 'db.localhost', 'user:secret@127.0.0.1',
  ])('%s is refused, and nothing is sent', async (host) => {
    const refusal = await failure(open().fetch(`http://${host}:${site.port}/canary`, { deadlineMs: 5000 }))
    expect(refusal).toMatchObject({ reason: 'refused-address', sent: false })
    expect(site.seen).toEqual([])
  })

  test.each(['file:///etc/passwd', 'ftp://example.com/', 'data:text/plain,x', 'gopher://example.com/', 'no address'])('%s is refused', async (url) => {
    expect(await failure(open().fetch(url))).toMatchObject({ reason: 'refused-address', sent: false })
  })

  test.each([
    ['10.0.0.1', false], ['172.16.5.4', false], ['192.168.1.1', false], ['169.254.169.254', false], ['100.64.0.1', false], ['192.0.0.8', false], ['198.18.0.1', false],
    ['224.0.0.1', false], ['255.255.255.255', false], ['240.0.0.1', false], ['fc00::1', false], ['fd12::1', false], ['ff02::1', false], ['2001:db8::1', false], ['2001::1', false],
    ['100::1', false], ['4000::1', false], ['fec0::1', false], ['64:ff9b::a00:1', false], ['not an address', false], ['', false],
    ['8.8.8.8', true], ['203.104.128.1', true], ['2606:4700::1111', true], ['::ffff:8.8.8.8', true], ['64:ff9b::808:808', true],
  ])('%s counts as public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected)
  })

  test('a name that resolves to one is refused, also when it has public ones beside it', async () => {
    for (const answer of ['127.0.0.1', '10.1.2.3', '::1', '::ffff:10.0.0.1', ['8.8.8.8', '127.0.0.1']]) {
      const refusal = await failure(open({ lookup: resolveTo(answer) }).fetch(`http://feeds.kikimimi.test:${site.port}/`))
      expect(refusal).toMatchObject({ reason: 'refused-address', sent: false })
    }
    expect(site.seen).toEqual([])
  })

  test('a name that changes its answer gains nothing: each connection looks once and goes where it looked', async () => {
    const lookup = resolveTo('203.104.128.1', '127.0.0.1')
    const outbound = open({ lookup })
    const first = await failure(outbound.fetch(`http://rebinding.kikimimi.test:${site.port}/`, { deadlineMs: 200 }))
    expect(first.reason).not.toBe('refused-address')
    expect(lookup.asked).toBe(1)
    expect(await failure(outbound.fetch(`http://rebinding.kikimimi.test:${site.port}/`))).toMatchObject({ reason: 'refused-address' })
    expect(site.seen).toEqual([])
  })

  test('what the operator named may be private; the port beside it and any data may not', async () => {
    const other = await startSite()
    closing.push(other.close)
    const outbound = openForSite()
    expect((await outbound.get('/v2/bot/info')).text()).toBe('ok')
    expect(await failure(outbound.fetch(`http://127.0.0.1:${other.port}/`))).toMatchObject({ reason: 'refused-address' })
    expect(await failure(outbound.fetch(`http://localhost:${site.port}/`))).toMatchObject({ reason: 'refused-address' })
    expect(other.seen).toEqual([])
  })
})

describe('redirects', () => {
  test('are answers unless asked for', async () => {
    site.answer = (_request, response) => response.writeHead(302, { location: '/feed/' }).end()
    expect(await openForSite().get('/feed')).toMatchObject({ status: 302 })
    expect(site.seen).toHaveLength(1)
  })

  test('are followed within the operator’s origin, as often as asked', async () => {
    site.answer = (request, response) => {
      const step = Number(request.url!.slice(1))
      if (step < 3) response.writeHead(301, { location: `/${step + 1}` }).end()
      else response.end('feed')
    }
    expect((await openForSite().get('/0', { redirects: 3 })).text()).toBe('feed')
    expect(await failure(openForSite().get('/0', { redirects: 2 }))).toMatchObject({ reason: 'redirect' })
  })

  test.each(['http://127.0.0.1:PORT/', 'http://2130706433:PORT/', 'http://[::ffff:127.0.0.1]:PORT/', '//localhost:PORT/', 'file:///etc/passwd'])('to %s are refused on the hop', async (location) => {
    const inner = await startSite()
    closing.push(inner.close)
    site.answer = (_request, response) => response.writeHead(302, { location: location.replace('PORT', String(inner.port)) }).end()
    expect(await failure(openForSite().get('/', { redirects: 5 }))).toMatchObject({ reason: 'refused-address' })
    expect(inner.seen).toEqual([])
  })

  test('to the operator’s own simulator are refused when they come from data', async () => {
    const proxy = await startEgressProxy(() => ({ host: '127.0.0.1', port: site.port }))
    closing.push(proxy.close)
    site.answer = (_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${site.port}/v2/bot/message/push` }).end()
    const outbound = openForSite({ env: { HTTP_PROXY: proxy.url }, lookup: resolveTo([]) })
    expect(await failure(outbound.fetch('http://feeds.kikimimi.test/', { redirects: 3 }))).toMatchObject({ reason: 'refused-address' })
    expect(site.seen.map(({ url }) => url)).toEqual(['/'])
  })

  test('take no credential to another origin, and keep the method only where they must', () => {
    const hop = { url: new URL('https://a.kikimimi.test/x'), method: 'POST', headers: { authorization: 'Bearer 1', cookie: 'c', 'x-key': 'k', accept: '*/*', 'content-type': 'text/plain' }, body: 'words' }
    const answer = (status: number, location: string) => ({ status, headers: new Headers({ location }), bytes: new Uint8Array() })
    expect(follow(hop, answer(307, 'https://b.kikimimi.test/y'))).toMatchObject({ method: 'POST', body: 'words', headers: { accept: '*/*', 'content-type': 'text/plain' } })
    expect(Object.keys(follow(hop, answer(307, 'https://b.kikimimi.test/y'))!.headers)).toEqual(['accept', 'content-type'])
    expect(follow(hop, answer(303, '/y'))).toMatchObject({ method: 'GET', body: null, headers: { authorization: 'Bearer 1', accept: '*/*' } })
    expect(follow(hop, answer(200, '/y'))).toBeNull()
    expect(() => follow(hop, answer(302, 'http://['))).toThrow(OutboundFailure)
  })
})

describe('an exchange', () => {
  test('brings method, headers and body there and status, headers and bytes back', async () => {
    site.answer = (_request, response, body) => response.writeHead(201, { 'content-type': 'application/json; charset=utf-8', 'x-line-request-id': 'r1' }).end(JSON.stringify({ got: body, id: 1 }))
    const answer = await openForSite().get('/v2/bot/message/push?a=1', { method: 'POST', headers: { 'X-Line-Retry-Key': 'k1', 'Content-Type': 'application/json' }, body: '{"text":"承知しました"}' })
    expect(answer).toMatchObject({ status: 201 })
    expect(answer.headers.get('x-line-request-id')).toBe('r1')
    expect(answer.json()).toEqual({ got: '{"text":"承知しました"}', id: 1 })
    expect(site.seen).toMatchObject([{ method: 'POST', url: '/v2/bot/message/push?a=1', headers: { 'x-line-retry-key': 'k1', 'content-type': 'application/json', 'user-agent': 'Kikimimi/0.1' } }])
  })

  test('keeps the digits of long ids and refuses what is no JSON', async () => {
    site.answer = (request, response) => response.end(request.url === '/login' ? '<html>ログイン</html>' : '{"id": 1234567890123456789}')
    expect((await openForSite().get('/')).json()).toEqual({ id: '1234567890123456789' })
    const page = await openForSite().get('/login')
    expect(() => page.json()).toThrow(OutboundFailure)
  })

  test('unpacks, reads Shift_JIS, and never more than the limit', async () => {
    site.answer = (request, response) => {
      if (request.url === '/sjis') response.writeHead(200, { 'content-type': 'text/xml; charset=Shift_JIS' }).end(Buffer.from([0x95, 0xd4, 0x8b, 0xe0]))
      else if (request.url === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('返金'))
      else if (request.url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000)))
      else if (request.url === '/said') response.end(Buffer.alloc(2000))
      else {
        response.write(Buffer.alloc(900))
        response.end(Buffer.alloc(900))
      }
    }
    const outbound = openForSite()
    expect((await outbound.get('/sjis')).text()).toBe('返金')
    expect((await outbound.get('/gzip')).text()).toBe('返金')
    expect(await failure(outbound.get('/bomb', { maxBytes: 100_000 }))).toMatchObject({ reason: 'too-large', sent: true })
    expect(await failure(outbound.get('/said', { maxBytes: 1000 }))).toMatchObject({ reason: 'too-large', sent: true })
    expect(await failure(outbound.get('/streamed', { maxBytes: 1000 }))).toMatchObject({ reason: 'too-large', sent: true })
  })

  test('ends at its deadline however slowly bytes drip, and says that the request had left', async () => {
    site.answer = async (_request, response) => {
      response.writeHead(200)
      while (!response.destroyed) {
        response.write('.')
        await sleep(20)
      }
    }
    const begun = performance.now()
    expect(await failure(openForSite().get('/', { method: 'POST', body: 'x', deadlineMs: 250 }))).toMatchObject({ reason: 'timeout', sent: true })
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  test('that finds nobody has sent nothing; one that is cut off may have, and is not repeated', async () => {
    const gone = await startSite()
    const outbound = open({ baseUrls: { x: { api: `http://127.0.0.1:${gone.port}` }, line: { api: `http://127.0.0.1:${site.port}` } } })
    await gone.close()
    expect(await failure(outbound.fetch(`http://127.0.0.1:${gone.port}/`, { method: 'POST', body: 'x' }))).toMatchObject({ reason: 'unreachable', sent: false })
    site.answer = (request) => request.socket.destroy()
    for (const method of ['GET', 'POST']) {
      site.seen.length = 0
      expect(await failure(outbound.fetch(`http://127.0.0.1:${site.port}/`, { method }))).toMatchObject({ reason: 'reset', sent: true })
      expect(site.seen).toHaveLength(1)
    }
  })

  test('ends when the caller gives up', async () => {
    const reached = Promise.withResolvers<void>()
    site.answer = () => reached.resolve()
    const caller = new AbortController()
    const failed = failure(openForSite().get('/', { signal: caller.signal }))
    await reached.promise
    caller.abort()
    expect(await failed).toMatchObject({ reason: 'aborted', sent: true })
    expect(await failure(openForSite().get('/', { signal: AbortSignal.abort() }))).toMatchObject({ reason: 'aborted', sent: false })
  })

  test('a name server that hangs does not outlast the deadline', async () => {
    const silent: LookupFunction = () => {}
    expect(await failure(open({ lookup: silent }).fetch('http://slow.kikimimi.test/', { deadlineMs: 100 }))).toMatchObject({ reason: 'timeout', sent: false })
    expect(await failure(open({ lookup: silent, env: { HTTP_PROXY: 'http://127.0.0.1:9' } }).fetch('http://slow.kikimimi.test/', { deadlineMs: 100 }))).toMatchObject({ reason: 'timeout', sent: false })
  })
})

describe('behind a company’s proxy', () => {
  let proxy: EgressProxy
  beforeEach(async () => {
    proxy = await startEgressProxy((host) => ({ host: '127.0.0.1', port: host.endsWith(':443') ? secure.port : site.port }))
    return () => proxy.close()
  })

  test('https goes through a tunnel and trusts the company’s authority', async () => {
    const env = { HTTPS_PROXY: proxy.url, KIKIMIMI_CA_FILE: caFile }
    expect((await open({ env, lookup: resolveTo([]) }).fetch('https://shop.kikimimi.test/v1')).text()).toBe('ok')
    expect(proxy.asked).toEqual(['CONNECT shop.kikimimi.test:443'])
    expect(secure.seen).toMatchObject([{ url: '/v1', headers: { host: 'shop.kikimimi.test' } }])
    const stranger = await failure(open({ env: { HTTPS_PROXY: proxy.url }, lookup: resolveTo([]) }).fetch('https://shop.kikimimi.test/v1', { method: 'POST', body: 'x' }))
    expect(stranger).toMatchObject({ reason: 'unreachable', sent: false })
    expect(secure.seen).toHaveLength(1)
  })

  test('plain http is forwarded', async () => {
    expect((await open({ env: { http_proxy: proxy.url }, lookup: resolveTo('203.104.128.1') }).fetch('http://feeds.kikimimi.test/rss?x=1')).text()).toBe('ok')
    expect(proxy.asked).toEqual(['GET http://feeds.kikimimi.test/rss?x=1'])
    expect(site.seen).toMatchObject([{ url: '/rss?x=1' }])
  })

  test('private literals and names that resolve to private addresses never reach the proxy', async () => {
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url }
    expect(await failure(open({ env }).fetch('http://10.0.0.1/'))).toMatchObject({ reason: 'refused-address' })
    expect(await failure(open({ env }).fetch('https://[::ffff:169.254.169.254]/'))).toMatchObject({ reason: 'refused-address' })
    expect(await failure(open({ env, lookup: resolveTo('10.0.0.5') }).fetch('https://intranet.kikimimi.test/'))).toMatchObject({ reason: 'refused-address' })
    expect(proxy.asked).toEqual([])
  })

  test('the operator’s own loopback goes straight there', async () => {
    expect((await openForSite({ env: { HTTP_PROXY: proxy.url } }).get('/')).text()).toBe('ok')
    expect(proxy.asked).toEqual([])
  })

  test('a password is given to the proxy and to nobody else', async () => {
    const guarded = await startEgressProxy(() => ({ host: '127.0.0.1', port: secure.port }), '花子:秘密')
    closing.push(guarded.close)
    const url = new URL(guarded.url)
    Object.assign(url, { username: encodeURIComponent('花子'), password: encodeURIComponent('秘密') })
    const env = { HTTPS_PROXY: url.href, KIKIMIMI_CA_FILE: caFile }
    expect((await open({ env, lookup: resolveTo([]) }).fetch('https://shop.kikimimi.test/')).text()).toBe('ok')
    expect(secure.seen[0]!.headers['proxy-authorization']).toBeUndefined()
    const without = open({ env: { ...env, HTTPS_PROXY: guarded.url }, lookup: resolveTo([]) })
    expect(await failure(without.fetch('https://shop.kikimimi.test/'))).toMatchObject({ reason: 'unreachable', sent: false })
  })

  test.each([
    ['shop.example.jp', 'https://shop.example.jp/', null],
    ['.example.jp', 'https://shop.example.jp/', null],
    ['example.jp', 'https://shop.example.jp/', null],
    ['*.example.jp', 'https://shop.example.jp/', null],
    ['example.jp:8443', 'https://shop.example.jp/', 'proxy'],
    ['ample.jp', 'https://shop.example.jp/', 'proxy'],
    ['a.jp, SHOP.example.jp', 'https://shop.example.jp/', null],
    ['203.104.0.0/16', 'https://203.104.128.1/', null],
    ['203.105.0.0/16', 'https://203.104.128.1/', 'proxy'],
    ['*', 'https://shop.example.jp/', null],
    ['', 'http://localhost:3000/', null],
  ])('NO_PROXY %j: %s goes by %j', (around, url, expected) => {
    const proxyFor = readProxies({ HTTPS_PROXY: 'http://proxy:3128', HTTP_PROXY: 'proxy:3128', NO_PROXY: around })
    expect(proxyFor(new URL(url))?.hostname ?? null).toBe(expected)
  })

  test('settings that cannot be used end the start with a sentence', () => {
    expect(() => open({ env: { HTTPS_PROXY: 'socks5://proxy:1080' } })).toThrow(BadConfiguration)
    expect(() => open({ env: { KIKIMIMI_CA_FILE: join(tls, 'missing.pem') } })).toThrow(BadConfiguration)
  })
})

describe('an agent for an SDK', () => {
  function ask(agent: ReturnType<ReturnType<typeof openOutbound>['agentFor']>, host: string): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    secureRequest({ host, path: '/2/users/me', agent }, (answer) => {
      answer.resume()
      resolve(answer.statusCode!)
    }).on('error', reject).end()
    return promise
  }

  test('leads a client that only speaks to https://api.x.com to the operator’s plain http', async () => {
    site.answer = (_request, response) => response.setHeader('content-type', 'application/json').end('{"data":{"id":"1","name":"青空製菓","username":"aozora"}}')
    const httpAgent = open({ baseUrls: { x: { api: `http://127.0.0.1:${site.port}` } } }).agentFor(`http://127.0.0.1:${site.port}`)
    const me = await new TwitterApi({ appKey: 'k', appSecret: 's', accessToken: 't', accessSecret: 'a' }, { httpAgent }).v2.me()
    expect(me.data.name).toBe('青空製菓')
    expect(site.seen).toMatchObject([{ url: '/2/users/me', secure: false, headers: { host: 'api.x.com', authorization: expect.stringContaining('OAuth oauth_consumer_key="k"') } }])
  })

  test('speaks TLS, through the proxy where there is one, with the company’s authority', async () => {
    const proxy = await startEgressProxy(() => ({ host: '127.0.0.1', port: secure.port }))
    closing.push(proxy.close)
    const env = { HTTPS_PROXY: proxy.url, KIKIMIMI_CA_FILE: caFile }
    expect(await ask(open({ env, lookup: resolveTo([]) }).agentFor('https://api.x.com'), 'api.x.com')).toBe(200)
    expect(proxy.asked).toEqual(['CONNECT api.x.com:443'])
    await expect(ask(open({ env: { HTTPS_PROXY: proxy.url }, lookup: resolveTo([]) }).agentFor('https://api.x.com'), 'api.x.com')).rejects.toThrow(/certificate/)
  })

  test('refuses what is private, by literal and by name', async () => {
    expect(await failure(ask(open().agentFor(`https://127.0.0.1:${secure.port}`), 'api.x.com'))).toMatchObject({ reason: 'refused-address', sent: false })
    expect(await failure(ask(open({ lookup: resolveTo('127.0.0.1') }).agentFor(`https://api.x.com:${secure.port}`), 'api.x.com'))).toMatchObject({ reason: 'refused-address', sent: false })
    expect(secure.seen).toEqual([])
  })
})
