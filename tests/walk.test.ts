import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LineSimulator } from '../fixtures/simulators/line.ts'
import { startSimulator } from '../fixtures/simulators/simulators.ts'
import type { XSimulator } from '../fixtures/simulators/x.ts'
import { startTestProduct, type Person, type TestProduct } from './support/product.ts'

/**
 * The first story of docs/architecture.md: one mention travels from a network to a moderator's screen, becomes a ticket, and the
 * answer goes back. Over the wire at both ends, on a real Postgres.
 */

let product: TestProduct
let x: XSimulator
let line: LineSimulator
let blog: Server
let 花子: Person
let 美咲: Person

beforeAll(async () => {
  x = await startSimulator('x', { limits: {} })
  line = await startSimulator('line')
  blog = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/rss+xml; charset=utf-8' }).end(feed))
  await new Promise<void>((resolve) => blog.listen(0, '127.0.0.1', resolve))
  const blogUrl = `http://127.0.0.1:${(blog.address() as AddressInfo).port}`
  product = await startTestProduct({ env: { X_BASE_URL: x.url, LINE_BASE_URL: line.url, LINE_DATA_BASE_URL: line.url, LINE_STICKER_BASE_URL: line.url, FEED_BASE_URL: blogUrl } })
  花子 = await product.setUp()
  美咲 = await product.join(花子, { name: '佐藤 美咲', email: 'misaki@aozora.example', role: 'agent' })
})

afterAll(async () => {
  await product?.stop()
  await Promise.all([x?.stop(), line?.stop()])
  blog?.close()
})

const feed = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>街の菓子日記</title><link>http://example.jp/</link><description>d</description>
<item><guid>tag:example.jp,2026:1</guid><title>青空製菓の栗まんじゅう</title><description>皮がしっとりしていて最高においしかったです。</description><pubDate>Tue, 24 Nov 2026 09:00:00 +0900</pubDate><link>http://example.jp/1</link></item></channel></rss>`

describe('one mention, from connector to console and back', () => {
  test('a feed is connected, polled, analysed and found', async () => {
    const blogUrl = `http://127.0.0.1:${(blog.address() as AddressInfo).port}/feed`
    const connected = await 花子.request('/api/channels', { method: 'POST', body: { network: 'feed', name: '街の菓子日記', credentials: { url: blogUrl } } })
    expect(connected.status, JSON.stringify(connected.body)).toBeLessThan(300)
    await product.drain()
    const inbox = await 美咲.request('/api/conversations?view=waiting')
    expect(inbox.body).toMatchObject({ total: 1, rows: [{ network: 'feed', last: { sentiment: 'positive', language: 'ja' }, state: 'open' }] })
    const found = await 美咲.request(`/api/mentions?q=${encodeURIComponent('まんじゅう しっとり')}`)
    expect(found.body['total']).toBe(1)
    await product.drain()
    expect((await 美咲.request('/api/conversations?view=waiting')).body['total']).toBe(1)
  })

  test('a complaint at X becomes a ticket by rule, and the answer goes back to X once', async () => {
    const rule = await 花子.request('/api/rules', { method: 'POST', body: { name: '返金はチケットに', conditions: { text: { anyOf: ['返金'] } }, actions: [{ kind: 'open-ticket', type: 'incident', priority: 'high' }] } })
    expect(rule.status, JSON.stringify(rule.body)).toBeLessThan(300)
    await connectX()
    x.post({ author: 'tanaka_jiro', text: '@kazamachi_seika 箱が潰れて届きました。返金してください' })
    await product.drain()

    const tickets = await 美咲.request('/api/tickets?view=open')
    const rows = tickets.body['rows'] as { id: string; number: number; version: number; conversationId: string; state: string; priority: string; person: { handle: string } }[]
    expect(rows).toMatchObject([{ number: 1, state: 'new', priority: 'high', person: { handle: 'tanaka_jiro' } }])
    const ticket = rows[0]!
    const inbox = await 美咲.request('/api/conversations?view=waiting&networks=x')
    expect(inbox.body['total']).toBe(0)

    const assigned = await 美咲.request(`/api/tickets/${ticket.id}/assign`, { method: 'POST', body: { assigneeId: 美咲.scope.actor.id }, headers: { 'if-match': `"${ticket.version}"` } })
    expect(assigned.status, JSON.stringify(assigned.body)).toBe(200)

    const offer = await 美咲.request(`/api/conversations/${ticket.conversationId}/offer`)
    expect(offer.body).toMatchObject({ possible: true, operation: 'reply' })
    const sent = await 美咲.request(`/api/conversations/${ticket.conversationId}/replies`, { method: 'POST', body: { text: '田中様、ご迷惑をおかけしました。返金の手続きをご案内します。', operation: 'reply' }, headers: { 'idempotency-key': 'walk-reply-1' } })
    expect(sent.status, JSON.stringify(sent.body)).toBe(202)
    await product.drain()

    const calls = x.calls.to('POST /2/tweets')
    expect(calls).toHaveLength(1)
    const thread = await 美咲.request(`/api/conversations/${ticket.conversationId}`)
    const replies = (thread.body['entries'] as { kind: string; reply?: { action: { state: string } } }[]).filter((entry) => entry.kind === 'reply')
    expect(replies).toMatchObject([{ reply: { action: { state: 'done' }, author: { name: '佐藤 美咲' } } }])

    // Our own post comes back through listening and is tied, not told twice.
    await product.drain()
    const again = await 美咲.request(`/api/conversations/${ticket.conversationId}`)
    expect((again.body['entries'] as { kind: string }[]).filter((entry) => entry.kind === 'reply')).toHaveLength(1)
    expect((await 美咲.request(`/api/tickets/${ticket.id}`)).body).toMatchObject({ ticket: { state: 'open', firstReplyAt: expect.any(String) } })
  })

  test('a word at LINE is answered free by its token, and the ticket solved closes the circle', async () => {
    await connectLine()
    line.act({ user: '花岡 光' }, { type: 'text', text: 'アレルギー表示について教えてください' })
    await line.webhooks.idle()
    await product.drain()
    const inbox = await 美咲.request('/api/conversations?view=waiting&networks=line')
    const row = (inbox.body['rows'] as { id: string; person: { name: string | null } }[])[0]!
    expect(row.person.name).toEqual(expect.any(String))
    const offer = await 美咲.request(`/api/conversations/${row.id}/offer`)
    expect(offer.body).toMatchObject({ possible: true, operation: 'reply-token', free: true })
    const sent = await 美咲.request(`/api/conversations/${row.id}/replies`, { method: 'POST', body: { text: '小麦と卵を使用しています。', operation: 'reply-token' } })
    expect(sent.status, JSON.stringify(sent.body)).toBe(202)
    await product.drain()
    expect(line.calls.to('POST /v2/bot/message/reply')).toHaveLength(1)
    const after = await 美咲.request(`/api/conversations/${row.id}/row`)
    expect(after.body).toMatchObject({ waitingSince: null })
  })

  test('every change has its place in the chain', async () => {
    const chain = await 花子.request('/api/system/chain')
    expect(chain.body).toMatchObject({ ok: true })
    expect(chain.body['events']).toBeGreaterThan(5)
  })
})

async function connectX(): Promise<void> {
  const app = await 花子.request('/api/apps', { method: 'POST', body: { network: 'x', name: 'X', credentials: { consumerKey: x.credentials.consumerKey, consumerSecret: x.credentials.consumerSecret, bearerToken: x.credentials.bearerToken } } })
  expect(app.status, JSON.stringify(app.body)).toBeLessThan(300)
  const channel = await 花子.request('/api/channels', { method: 'POST', body: { network: 'x', appId: app.body['id'], credentials: { accessToken: x.credentials.accessToken, accessSecret: x.credentials.accessSecret } } })
  expect(channel.status, JSON.stringify(channel.body)).toBeLessThan(300)
}

async function connectLine(): Promise<void> {
  const app = await 花子.request('/api/apps', { method: 'POST', body: { network: 'line', name: 'LINE', credentials: { channelSecret: line.credentials.channelSecret } } })
  expect(app.status, JSON.stringify(app.body)).toBeLessThan(300)
  const channel = await 花子.request('/api/channels', { method: 'POST', body: { network: 'line', appId: app.body['id'], credentials: { channelAccessToken: line.credentials.channelAccessToken } } })
  expect(channel.status, JSON.stringify(channel.body)).toBeLessThan(300)
  const port = await product.listen()
  line.connectWebhook(`http://127.0.0.1:${port}${new URL(String(app.body['webhookUrl'])).pathname}`)
}
