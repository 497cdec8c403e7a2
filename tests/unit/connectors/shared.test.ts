import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { imported } from '../../../connectors/import/connector.ts'
import { manual } from '../../../connectors/manual/connector.ts'
import { defineConnector } from '../../../connectors/shared/define-connector.ts'
import { retryAfterMs, sendFailure } from '../../../connectors/shared/failure.ts'
import { htmlToText } from '../../../connectors/shared/html-to-text.ts'
import { boundedId, idOf, isoTime, webAddress } from '../../../connectors/shared/read.ts'
import { walkPages } from '../../../connectors/shared/walk-pages.ts'
import { OutboundFailure } from '../../../core/ports/outbound-fetch.ts'
import { channelOn } from './support/channel.ts'

describe('HTML to text', () => {
  test.each([
    ['<p>栗の<b>どら焼き</b>が話題。</p><p>二段目</p>', '栗のどら焼きが話題。\n\n二段目'],
    ['一<br>二<br/>三', '一\n二\n三'],
    ['a &lt;b&gt; &amp;amp; &#x3042;&#12356;&hellip;&unknown;', 'a <b> &amp; あい…&unknown;'],
    ['<script>alert("<p>")</script>あと<style>p{}</style>', 'あと'],
    ['5 < 6 と 7 > 6', '5 < 6 と 7 > 6'],
    ['<img src=x onerror=alert(1)>絵', '絵'],
    ['開いたまま<a href="', '開いたまま'],
    ['<!-- <p>隠れた</p> -->見える', '見える'],
    ['<script>終わらない', ''],
    ['&#xD800;&#0;&#99999999;', '&#99999999;'],
  ])('%s', (html, text) => {
    expect(htmlToText(html)).toBe(text)
  })

  test('never throws and never takes long', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (html) => typeof htmlToText(html) === 'string'))
    const begun = performance.now()
    for (const piece of ['<', '<a ', '</', '<!--', '&', '<script>', '<p>', '< <']) htmlToText(piece.repeat(50_000))
    expect(performance.now() - begun).toBeLessThan(5_000)
  })
})

describe('times', () => {
  test.each([
    ['2026-11-24T01:02:03Z', '2026-11-24T01:02:03.000Z'],
    ['Tue, 24 Nov 2026 10:00:00 JST', '2026-11-24T01:00:00.000Z'],
    ['Tue, 24 Nov 2026 10:00:00 +0900', '2026-11-24T01:00:00.000Z'],
    ['Tue, 24 Nov 2026 10:00:00', '2026-11-24T01:00:00.000Z'],
    ['Nov 24, 2026 10:00', '2026-11-24T01:00:00.000Z'],
    ['Tue Nov 24 01:02:03 +0000 2026', '2026-11-24T01:02:03.000Z'],
    ['Tue, 24 Nov 2026 10:00:00 EST', '2026-11-24T15:00:00.000Z'],
    ['2026-11-24T10:00:00.5+09:00', '2026-11-24T01:00:00.500Z'],
    ['2026/11/24 9:05', '2026-11-24T00:05:00.000Z'],
    ['2026-11-24 19:05:30', '2026-11-24T10:05:30.000Z'],
    ['2026-11-24', '2026-11-23T15:00:00.000Z'],
    ['1795482123000', '2026-11-24T01:02:03.000Z'],
    [1795482123000, '2026-11-24T01:02:03.000Z'],
    ['昨日', null], ['2026-13-45', null], [-1, null], [Number.NaN, null], [null, null], ['', null], [1e20, null],
  ])('%s', (value, iso) => {
    expect(isoTime(value)).toBe(iso)
  })
})

test('ids stay opaque and bounded, addresses are http or nothing', () => {
  expect(idOf('9007199254740993')).toBe('9007199254740993')
  expect(idOf(42)).toBe('42')
  for (const none of [9007199254740992, 1.5, '', ' ', null, {}, [], true]) expect(idOf(none)).toBeNull()
  expect(Buffer.byteLength(boundedId('あ'.repeat(400)))).toBeLessThanOrEqual(512)
  expect(boundedId('あ'.repeat(400))).not.toBe(boundedId(`${'あ'.repeat(399)}い`))
  expect(webAddress('/a', 'https://example.jp/b/')).toBe('https://example.jp/a')
  for (const none of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '/a', '', null, 7]) expect(webAddress(none)).toBeNull()
})

test('a failed call was applied only if a byte can have left', () => {
  expect(sendFailure(new OutboundFailure('unreachable', false, 'refused')).kind).toBe('retry')
  expect(sendFailure(new OutboundFailure('timeout', true, 'late')).kind).toBe('ambiguous')
  expect(sendFailure(new Error('who knows')).kind).toBe('ambiguous')
})

test('Retry-After in seconds, as a date, absent and absurd', () => {
  const date = 'Tue, 24 Nov 2026 00:00:00 GMT'
  expect(retryAfterMs(new Headers({ 'retry-after': '7' }))).toBe(7_000)
  expect(retryAfterMs(new Headers({ date, 'retry-after': 'Tue, 24 Nov 2026 00:01:00 GMT' }))).toBe(60_000)
  expect(retryAfterMs(new Headers(), 5)).toBe(5)
  expect(retryAfterMs(new Headers({ 'retry-after': 'soon' }), 5)).toBe(5)
  expect(retryAfterMs(new Headers({ 'retry-after': '999999999' }))).toBe(86_400_000)
})

test('paging goes on over empty pages and stops in a circle', async () => {
  const pages: Record<string, { page: number[]; next: string | null }> = { '': { page: [1], next: 'a' }, a: { page: [], next: 'b' }, b: { page: [2], next: null } }
  const seen = await Array.fromAsync(walkPages(async (token) => pages[token ?? '']!))
  expect(seen.flatMap(({ page }) => page)).toEqual([1, 2])
  const circle = walkPages(async (token) => ({ page: [], next: token === 'a' ? 'b' : 'a' }))
  await expect(Array.fromAsync(circle)).rejects.toMatchObject({ name: 'ListenFailure', next: { kind: 'retry' } })
})

test('a connector that contradicts itself does not start', () => {
  expect(() => defineConnector({ ...manual, intake: { polls: true, webhooks: false } })).toThrow(/polls and listen disagree/)
  expect(() => defineConnector({ ...manual, intake: { polls: false, webhooks: true } })).toThrow(/webhooks and verify disagree/)
  expect(() => defineConnector({ ...manual, text: { max: 10, count: 'utf16' }, operations: { r: { idempotency: 'read-back', send: async () => ({ kind: 'ambiguous', reason: '' }) } } })).toThrow(/needs a lookup; r needs a settle time/)
  expect(() => defineConnector({ ...manual, permissions: [{ object: 'mention', action: 'hide', verdict: 'not-offered' }] })).toThrow(/mention\/hide does not say why/)
})

describe('entries by hand', () => {
  const channel = channelOn('manual')
  const call = { externalId: 'e1', text: '配達が遅れたとのお電話', who: { name: '田中', contact: '０３-1234-5678' }, via: 'phone', at: '2026-11-24T01:00:00Z' }

  test('the same contact, written another way, is the same person and conversation', () => {
    const [first, second] = [call, { ...call, externalId: 'e2', who: { name: '田中様', contact: '03 1234 5678' } }].map((entry) => manual.map(entry, channel))
    if (first?.kind !== 'mention' || second?.kind !== 'mention') throw new Error('not mentions')
    expect(second.mention.author.externalId).toBe(first.mention.author.externalId)
    expect(second.mention.conversation).toBe(first.mention.conversation)
    expect(first.mention).toMatchObject({ externalId: 'e1', kind: 'direct', author: { name: '田中' }, publishedAt: '2026-11-24T01:00:00.000Z' })
  })

  test('without a contact two people of one name stay two', () => {
    const [first, second] = ['e1', 'e2'].map((externalId) => manual.map({ ...call, externalId, who: '佐藤' }, channel))
    if (first?.kind !== 'mention' || second?.kind !== 'mention') throw new Error('not mentions')
    expect(second.mention.author.externalId).not.toBe(first.mention.author.externalId)
  })

  test('no text, no time or no id parks it', () => {
    for (const path of ['text', 'at', 'externalId']) expect(() => manual.map({ ...call, [path]: undefined }, channel)).toThrow(expect.objectContaining({ name: 'Unmappable', path }))
  })
})

describe('imported rows', () => {
  const channel = channelOn('import')
  const row = { network: 'X', externalId: '18446744073709551617', text: '昔の投稿', at: '2024/03/01 9:05', authorId: '7', authorName: '花子', inReplyTo: '5' }

  test('ids carry the network of the row', () => {
    expect(imported.map(row, channel)).toMatchObject({ kind: 'mention', mention: { externalId: 'x:18446744073709551617', author: { externalId: 'x:7', name: '花子' }, inReplyTo: 'x:5', conversation: 'x:5', publishedAt: '2024-03-01T00:05:00.000Z' } })
  })

  test('without an id the content is the identity: read twice it is one mention', () => {
    const nameless = { text: '番号のない投稿', at: 1709251200000, authorName: '匿名' }
    const ids = [nameless, { ...nameless, likes: 3 }, { ...nameless, text: '別の投稿' }].map((one) => imported.map(one, channel)).map((mapped) => (mapped.kind === 'mention' ? mapped.mention.externalId : ''))
    expect(ids[0]).toBe(ids[1])
    expect(ids[0]).not.toBe(ids[2])
  })

  test('a row without text or time is refused with the field’s name', () => {
    expect(() => imported.map({ ...row, text: ' \u0000'.trim(), title: undefined }, channel)).toThrow(expect.objectContaining({ path: 'text' }))
    expect(() => imported.map({ ...row, at: '先月' }, channel)).toThrow(expect.objectContaining({ path: 'at' }))
  })
})
