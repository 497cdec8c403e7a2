import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { feed } from '../../../connectors/feed/connector.ts'
import { decodeFeed } from '../../../connectors/feed/decode.ts'
import type { Access, MappedMention, SplitItem } from '../../../core/ports/connector.ts'
import { openOutbound } from '../../../storage/outbound/open-outbound.ts'
import { accessTo, channelOn } from './support/channel.ts'

let server: Server
let url: string
let outbound: ReturnType<typeof openOutbound>
let serve: (request: IncomingMessage, response: ServerResponse) => void
const asked: IncomingMessage[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request)
    serve(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`
  outbound = openOutbound({ baseUrls: { feed: { test: url } } })
})
beforeEach(() => {
  asked.length = 0
})
afterAll(async () => {
  await outbound.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

test.each([
  ['rss2.xml', 'application/rss+xml', '港町の甘味めぐり', ['題だけの記事', 'どら焼き、どこまで塩を入れてよいか & その歴史', '風待製菓の「灯台サブレ」を割らずに持ち帰る方法']],
  ['atom.xml', 'application/atom+xml', '静海日日新聞 経済', ['小豆、3年ぶりの高値', '風待製菓、結束紐を全廃 自主回収4,180個']],
  ['rdf.xml', 'application/xml', 'まちの掲示板・静海', ['子ども会のおやつ、みかんになった話', 'Re: 駅ビル店、朝しまってた']],
  ['shift-jis.xml', 'text/xml', '鳴海通り商店街だより', ['喫茶ふみで「サブレと珈琲の会」']],
  ['euc-jp.xml', 'text/xml; charset=EUC-JP', '静海釣り日和', ['堤防でどら焼きを食べながら']],
  ['json-feed.json', 'application/feed+json', '喫茶ふみの黒板', [null, null]],
  ['empty.xml', 'text/xml', 'まだ何もない', []],
])('reads %s, oldest entry first', async (file, type, name, titles) => {
  serveFile(file, type)
  const { items } = await poll(null)
  const articles = items.map(articleOf)
  expect(articles.map((article) => article.title)).toEqual(titles)
  for (const article of articles) {
    expect(article.kind).toBe('article')
    expect(article.text).not.toMatch(/<\w|\ufffd/)
    expect(article.text).not.toBe('')
  }
  expect(await feed.check(here())).toMatchObject({ externalId: url, name, handle: null, subscribed: null })
})

test('Shift_JIS and EUC-JP come out as Japanese, with half-width kana and the long form of 髙', async () => {
  serveFile('shift-jis.xml', 'text/xml')
  expect(articleOf((await poll(null)).items[0]!).text).toBe('会費500円。風待製菓のサブレ付き。髙橋町内会長もお見えです。ｺｰﾋｰは3種類から。')
  serveFile('euc-jp.xml', 'application/xml')
  expect(articleOf((await poll(null)).items[0]!)).toMatchObject({ externalId: expect.stringContaining(':tsuri-331'), publishedAt: '2026-04-07T08:45:00.000Z' })
})

test('a wrong header does not spoil the text: what fits the bytes wins', () => {
  const shiftJis = Buffer.concat([Buffer.from('<?xml version="1.0" encoding="Shift_JIS"?><t>'), Buffer.from([0x83, 0x4a, 0x83, 0x58]), Buffer.from('</t>')])
  expect(decodeFeed(shiftJis, 'text/xml; charset=utf-8')).toContain('<t>カス</t>')
  expect(decodeFeed(shiftJis, 'text/xml; charset=nonsense')).toContain('カス')
  expect(decodeFeed(Buffer.from('\ufeff<t>あ\u0000</t>'), 'text/xml; charset=Shift_JIS')).toBe('<t>あ</t>')
  expect(decodeFeed(Buffer.from([0x3c, 0xff, 0x3e]), null)).toBe('<\ufffd>')
})

test('a second poll sends the validators and brings nothing', async () => {
  serve = (request, response) => {
    if (request.headers['if-none-match'] === '"v1"' && request.headers['if-modified-since']) response.writeHead(304).end()
    else response.writeHead(200, { etag: '"v1"', 'last-modified': 'Wed, 08 Apr 2026 00:00:00 GMT' }).end(fixture('rss2.xml'))
  }
  const first = await poll(null)
  expect(first.items.length).toBe(3)
  const second = await poll(first.cursor)
  expect(second.items).toEqual([])
  expect(second.cursor).toBe(first.cursor)
})

test('without validators an unchanged body still brings nothing', async () => {
  serveFile('rss2.xml', 'text/xml')
  const { cursor } = await poll(null)
  expect((await poll(cursor)).items).toEqual([])
})

test('an edit is the next version of the same article, once; a new entry comes alone', async () => {
  const entry = (guid: string, text: string) => `<item><guid>${guid}</guid><title>${guid}</title><description>${text}</description></item>`
  serveText(rss(entry('b', '二') + entry('a', '一')))
  const first = await poll(null)
  expect(first.items.map(articleOf).map((article) => [article.title, article.version])).toEqual([['a', 0], ['b', 0]])
  serveText(rss(entry('c', '三') + entry('b', '二') + entry('a', '一(訂正)')))
  const second = await poll(first.cursor)
  expect(second.items.map((item) => feed.map(item.raw, channelOn('feed')))).toMatchObject([
    { kind: 'edited', mention: { title: 'a', version: 1, text: '一(訂正)', externalId: articleOf(first.items[0]!).externalId } },
    { kind: 'mention', mention: { title: 'c', version: 0 } },
  ])
  serveText(rss(entry('c', '三') + entry('b', '二') + entry('a', '一(再訂正)')))
  const third = await poll(second.cursor)
  expect(third.items.map(articleOf)).toMatchObject([{ title: 'a', version: 2 }])
})

test('links are resolved, dangerous ones dropped, missing dates are when we first saw it', async () => {
  serveText(rss('<item><guid isPermaLink="false">9007199254740993</guid><title>相対</title><link>/a/1?x=1&amp;y=2</link></item><item><title>危険</title><link>javascript:alert(1)</link><pubDate>Tue, 24 Nov 2093 10:00:00 +0900</pubDate></item>'))
  const before = new Date().toISOString()
  const [danger, relative] = (await poll(null)).items.map(articleOf)
  expect(relative).toMatchObject({ url: 'https://news.example.jp/a/1?x=1&y=2', externalId: expect.stringMatching(/:9007199254740993$/) })
  expect(danger!.url).toBeNull()
  for (const article of [danger!, relative!]) {
    expect(article.publishedAt >= before).toBe(true)
    expect(article.publishedAt <= new Date().toISOString()).toBe(true)
  }
})

test('one guid for several entries does not make them one, a whole repetition does not make two', async () => {
  const entry = (n: number) => `<item><guid>same</guid><title>${n}</title><link>https://news.example.jp/${n}</link></item>`
  serveText(rss(entry(1) + entry(2) + entry(2)))
  const first = await poll(null)
  expect(new Set(first.items.map(articleOf).map((article) => article.externalId)).size).toBe(first.items.length)
  expect(first.items.map(articleOf).map((article) => article.title).toSorted()).toEqual(expect.arrayContaining(['1', '2']))
})

test.each([
  ['broken.xml', 200, 'text/xml'],
  ['not-a-feed.html', 200, 'text/html'],
])('%s is refused as an envelope, and the cursor stays', async (file, status, type) => {
  serve = (_request, response) => void response.writeHead(status, { 'content-type': type }).end(fixture(file))
  await expect(poll(null)).rejects.toMatchObject({ name: 'UnknownEnvelope' })
  await expect(feed.check(here())).rejects.toMatchObject({ name: 'ListenFailure', next: { kind: 'limited' } })
})

test('bombs and depth are refused or harmless', async () => {
  serveText(`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}"><!ENTITY c "${'&b;'.repeat(1000)}">]><rss version="2.0"><channel><title>&c;</title><item><title>&c;</title></item></channel></rss>`)
  const bomb = await poll(null).catch((error: Error) => error)
  expect(bomb instanceof Error ? bomb.name : bomb.items.length).toSatisfy((value) => value === 'UnknownEnvelope' || value === 1)
  serveText(rss(`<item><title>深い</title><description>${'<b>'.repeat(20_000)}</description></item>`))
  const deep = await poll(null).catch((error: Error) => error)
  expect(deep instanceof Error ? deep.name : deep.items.length).toSatisfy((value) => value === 'UnknownEnvelope' || value === 1)
})

test('the network’s word says what comes next', async () => {
  serve = (_request, response) => void response.writeHead(503, { 'retry-after': '120' }).end()
  await expect(poll(null)).rejects.toMatchObject({ next: { kind: 'retry', afterMs: 120_000 } })
  serve = (_request, response) => void response.writeHead(404).end()
  await expect(poll(null)).rejects.toMatchObject({ next: { kind: 'limited' } })
  serve = (_request, response) => void response.socket?.destroy()
  await expect(poll(null)).rejects.toMatchObject({ next: { kind: 'retry' } })
  serve = (_request, response) => void response.writeHead(200).end(Buffer.alloc(6 * 1024 * 1024, 32))
  await expect(poll(null)).rejects.toMatchObject({ next: { kind: 'limited', words: { ja: expect.stringContaining('大きすぎ') } } })
})

test('a redirect inside the company is not followed', async () => {
  serve = (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end()
  await expect(poll(null)).rejects.toMatchObject({ next: { kind: 'limited', words: { ja: expect.stringContaining('許可されていません') } } })
})

function here(): Access {
  return accessTo(channelOn('feed', { externalId: url }), outbound, {})
}

async function poll(cursor: string | null): Promise<{ items: SplitItem[]; cursor: string }> {
  const pages = await Array.fromAsync(feed.listen!(here(), cursor))
  return { items: pages.flatMap((page) => page.items), cursor: pages.at(-1)!.cursor }
}

function articleOf(item: SplitItem): MappedMention {
  const mapped = feed.map(JSON.parse(JSON.stringify(item.raw)), channelOn('feed'))
  if (mapped.kind !== 'mention' && mapped.kind !== 'edited') throw new Error(`not an article: ${mapped.kind}`)
  return mapped.mention
}

function fixture(file: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../../../fixtures/feed', file))
}

function serveFile(file: string, type: string): void {
  serve = (_request, response) => void response.writeHead(200, { 'content-type': type }).end(fixture(file))
}

function serveText(text: string): void {
  serve = (_request, response) => void response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(text)
}

function rss(items: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>便り</title><link>https://news.example.jp/</link><description>d</description>${items}</channel></rss>`
}
