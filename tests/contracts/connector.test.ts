import { createHmac } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import type { Access, ActionToSend, Connector, SignedRequest } from '../../core/ports/connector.ts'
import { ListenFailure } from '../../core/ports/connector.ts'
import type { LineSimulator } from '../../fixtures/simulators/line.ts'
import { startSimulator } from '../../fixtures/simulators/simulators.ts'
import type { XSimulator } from '../../fixtures/simulators/x.ts'
import { openOutbound } from '../../storage/outbound/open-outbound.ts'
import { accessTo, channelOn } from '../unit/connectors/support/channel.ts'
import { expectStorable, readAll, tryMap, trySplit } from '../unit/connectors/support/mapped.ts'
import { samplesOf } from '../unit/connectors/support/samples.ts'

test('every folder of a network is on the list, all of them alike', () => {
  const root = join(import.meta.dirname, '../../connectors')
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'shared').map((entry) => entry.name)
  expect(connectors.map((connector) => connector.network).toSorted()).toEqual(folders.toSorted())
  for (const folder of folders) for (const file of ['connector.ts', 'payloads.ts', 'map.ts', 'README.md']) expect(existsSync(join(root, folder, file)), `${folder}/${file}`).toBe(true)
})

/** What the pipeline may take for granted of every connector, whatever its network sends. */
describe.each(connectors.map((connector) => [connector.network, connector] as const))('connector %s', (network, connector) => {
  const channel = channelOn(network)
  const samples = samplesOf(network)

  test('declares itself in both languages and says why what is not offered is not', () => {
    const sentences = [connector.title, ...connector.permissions.flatMap((row) => [row.why, row.cost]), ...[...connector.appFields, ...connector.channelFields].flatMap((field) => [field.label, field.help])]
    for (const sentence of sentences) if (sentence) expect(sentence.ja !== '' && sentence.en !== '').toBe(true)
    for (const row of connector.permissions) if (row.verdict === 'not-offered') expect(row.why).toBeDefined()
    expect(Object.isFrozen(connector)).toBe(true)
  })

  test('reads every sample, and every id stays a string', () => {
    expect(samples.length).toBeGreaterThan(0)
    const read = samples.flatMap(({ body }) => readAll(connector, body, channel))
    expect(read.filter(({ mapped }) => mapped !== null).length).toBeGreaterThan(0)
    for (const { item, mapped } of read) expectStorable(item, mapped)
  })

  test('maps every recorded event but those that are meant to be bad', () => {
    const refused = samples.filter(({ name }) => !name.includes('one-bad')).flatMap(({ name, body }) => readAll(connector, body, channel).filter(({ mapped }) => mapped === null).map(() => name))
    expect(refused).toEqual([])
  })

  test('gives the same keys and meaning when it reads a body twice', () => {
    for (const { body } of samples) expect(readAll(connector, body, channel)).toEqual(readAll(connector, structuredClone(body), channel))
  })

  test('fields that nobody knows change nothing', () => {
    fc.assert(fc.property(fc.constantFrom(...samples), fc.nat(), (sample, seed) => {
      const before = readAll(connector, sample.body, channel).map(({ mapped }) => mapped)
      expect(readAll(connector, withUnknownFields(sample.body, seed), channel).map(({ mapped }) => mapped)).toEqual(before)
    }), { numRuns: 60 })
  })

  test('hostile and wrong values park one item or the body, and nothing unclean comes out', () => {
    fc.assert(fc.property(fc.constantFrom(...samples), fc.infiniteStream(hostile), fc.infiniteStream(fc.nat(5)), (sample, values, dice) => {
      for (const { item, mapped } of readAll(connector, spoil(sample.body, values, dice), channel)) expectStorable(item, mapped)
    }), { numRuns: 300 })
  })

  test('any JSON at all is refused by name or read', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const body: unknown = value
      for (const item of trySplit(connector, body)) expectStorable(item, tryMap(connector, item.raw, channel))
      tryMap(connector, body, channel)
    }), { numRuns: 300 })
  })
})

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>('\u0000', 'a\u0000b', '\ud83d', '\udc00よ', 'あ'.repeat(70_000), '', ' ', '__proto__', 'constructor', '-9223372036854775808', '9'.repeat(600), 'javascript:alert(1)', '1e999', '2026-13-45T99:99:99Z', '﷽'.repeat(500)),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, Number.MAX_SAFE_INTEGER, 1e300, [], {}, [[]], [null], { data: null }, { id: [] }),
  fc.string({ unit: 'binary', maxLength: 50 }),
)

/** The same value with some leaves or whole branches replaced. */
function spoil(value: unknown, values: Iterator<unknown>, dice: Iterator<number>): unknown {
  if (dice.next().value === 0) return values.next().value
  if (Array.isArray(value)) return value.map((one) => spoil(one, values, dice))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoil(one, values, dice)]))
}

function withUnknownFields(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((one, index) => withUnknownFields(one, seed + index))
  if (typeof value !== 'object' || value === null) return value
  const known = Object.entries(value).map(([key, one], index): [string, unknown] => [key, withUnknownFields(one, seed + index + 1)])
  return Object.fromEntries(seed % 3 === 0 ? known : [[`zz_unknown_${seed % 7}`, [{ deep: seed }]], ...known])
}

describe.each([
  { network: 'x', header: 'x-twitter-webhooks-signature', field: 'consumerSecret', sign: (body: string, secret: string) => `sha256=${hmac(body, secret)}` },
  { network: 'line', header: 'x-line-signature', field: 'channelSecret', sign: hmac },
])('signature of $network', ({ network, header, field, sign }) => {
  const connector = connectorOf(network)
  const secret = 'the secret of 風待製菓'
  const body = '{"events":[{"text":"\\u3042\\ud83c\\udf61 あ🍡","n":1.0}],  "for_user_id":"1"}'
  const right = sign(body, secret)

  function verify(headers: [string, string][], bytes = body): boolean {
    return connector.verify!(requestWith(headers, bytes), { [field]: secret })
  }

  test('fits the bytes as they came', () => {
    expect(verify([[header, right]])).toBe(true)
    expect(verify([[header.toUpperCase(), right]])).toBe(true)
  })

  test.each([
    ['another secret', [[header, sign(body, 'another')]]],
    ['no header', []],
    ['an empty header', [[header, '']]],
    ['the header twice', [[header, right], [header, right]]],
    ['base64 cut off', [[header, right.slice(0, -4)]]],
    ['base64 with something behind', [[header, `${right}AA==`]]],
    ['the same bits in another spelling', [[header, right.replace(/=$/, '')]]],
  ] as [string, [string, string][]][])('refuses %s', (_name, headers) => {
    expect(verify(headers)).toBe(false)
  })

  test('refuses the same JSON written again, and a body changed by one byte', () => {
    const again = JSON.stringify(JSON.parse(body))
    expect(again).not.toBe(body)
    expect(verify([[header, right]], again)).toBe(false)
    expect(verify([[header, right]], body.replace('1.0', '1.1'))).toBe(false)
  })

  test('never fits while the secret is missing or empty', () => {
    const signed = requestWith([[header, sign(body, '')]], body)
    expect(connector.verify!(signed, {})).toBe(false)
    expect(connector.verify!(signed, { [field]: '' })).toBe(false)
  })
})

test('X asks for proof of the consumer secret and gets it; nobody else gets an answer', () => {
  const x = connectorOf('x')
  const ask = (url: string, method = 'GET') => x.handshake!({ method, url: new URL(url), headers: new Headers(), body: new Uint8Array() }, { consumerSecret: 'secret' })
  const answer = ask('https://kikimimi.example.jp/webhooks/x/k1?crc_token=dG9rZW4&nonce=1')
  expect(answer).toEqual({ status: 200, contentType: 'application/json', body: JSON.stringify({ response_token: `sha256=${hmac('dG9rZW4', 'secret')}` }) })
  expect(ask('https://kikimimi.example.jp/webhooks/x/k1')).toBeNull()
  expect(ask('https://kikimimi.example.jp/webhooks/x/k1?crc_token=a', 'POST')).toBeNull()
})

describe('against the simulators', () => {
  let xSimulator: XSimulator
  let lineSimulator: LineSimulator
  let close: () => Promise<void>
  let onX: Access
  let onLine: Access

  beforeAll(async () => {
    xSimulator = await startSimulator('x', { port: 0, limits: {} })
    lineSimulator = await startSimulator('line', { port: 0 })
    const outbound = openOutbound({ baseUrls: { x: { api: xSimulator.url }, line: { api: lineSimulator.url, data: lineSimulator.url } } })
    close = () => outbound.close()
    onX = accessTo(channelOn('x', { externalId: xSimulator.state.ownUser.id, handle: xSimulator.state.ownUser.username }), outbound, { ...xSimulator.credentials }, xSimulator.url)
    onLine = accessTo(channelOn('line'), outbound, { ...lineSimulator.credentials }, lineSimulator.url)
  })
  afterEach(() => {
    xSimulator.faults.clear()
    lineSimulator.faults.clear()
  })
  afterAll(async () => {
    await close()
    await Promise.all([xSimulator.stop(), lineSimulator.stop()])
  })

  describe('listening to X', () => {
    const mentions = '/2/users/:id/mentions'
    const x = connectorOf('x')

    test('brings every mention once over several pages, oldest cursor first, and then only what is new', async () => {
      const posted = Array.from({ length: 230 }, (_, n) => xSimulator.post({ author: `fan${n % 7}`, text: `@kazamachi_seika 感想その${n}` }, true).id)
      const first = await listenAll(onX, null)
      expect(new Set(first.keys)).toEqual(new Set(posted))
      expect(first.keys.length).toBe(230)
      const next = xSimulator.post({ author: 'fan1', text: '@kazamachi_seika あとから' }, true).id
      expect((await listenAll(onX, first.cursor)).keys).toEqual([next])
    })

    test('goes on behind an empty page that has a next token', async () => {
      const { cursor } = await listenAll(onX, null)
      const posted = Array.from({ length: 120 }, (_, n) => xSimulator.post({ author: 'sato', text: `@kazamachi_seika 空のページの向こう ${n}` }, true).id)
      xSimulator.faults.push({ route: mentions, kind: 'empty-page', after: 1 })
      expect(new Set((await listenAll(onX, cursor)).keys)).toEqual(new Set(posted))
    })

    test('sees when the network goes round in circles, and keeps what it had', async () => {
      const { cursor } = await listenAll(onX, null)
      const posted = Array.from({ length: 110 }, (_, n) => xSimulator.post({ author: 'sato', text: `@kazamachi_seika 輪 ${n}` }, true).id)
      xSimulator.faults.push({ route: mentions, kind: 'empty-page', after: 1, times: 50 })
      const broken = await listenAll(onX, cursor)
      expect(broken.failure?.next.kind).toBe('retry')
      xSimulator.faults.clear()
      const rest = await listenAll(onX, broken.cursor)
      expect(new Set([...broken.keys, ...rest.keys])).toEqual(new Set(posted))
    })

    test.each([
      ['an error of the server', { kind: 'status', status: 503 }, 'retry'],
      ['a rate limit', { kind: 'rate-limit', seconds: 400 }, 'retry'],
      ['a cut connection', { kind: 'drop-before-apply' }, 'retry'],
      ['a refused token', { kind: 'unauthorized' }, 'reconnect'],
    ] as const)('loses nothing when the middle page is %s', async (_name, fault, next) => {
      const { cursor } = await listenAll(onX, null)
      const posted = Array.from({ length: 205 }, (_, n) => xSimulator.post({ author: 'suzuki', text: `@kazamachi_seika 途中 ${n}` }, true).id)
      xSimulator.faults.push({ route: mentions, after: 1, ...fault })
      const broken = await listenAll(onX, cursor)
      expect(broken.failure?.next.kind).toBe(next)
      expect(broken.keys.length).toBe(100)
      const late = xSimulator.post({ author: 'suzuki', text: '@kazamachi_seika 中断のあいだに' }, true).id
      const rest = await listenAll(onX, broken.cursor)
      const more = await listenAll(onX, rest.cursor)
      expect(new Set([...broken.keys, ...rest.keys, ...more.keys])).toEqual(new Set([...posted, late]))
    })

    test('waits as long as X says', async () => {
      xSimulator.faults.push({ route: mentions, kind: 'rate-limit', seconds: 400 })
      const { failure } = await listenAll(onX, null)
      expect(failure?.next).toMatchObject({ kind: 'retry' })
      const wait = failure?.next.kind === 'retry' ? failure.next.afterMs : 0
      expect(wait).toBeGreaterThan(395_000)
      expect(wait).toBeLessThan(405_000)
    })

    test('finds its place again when the page token has run out', async () => {
      const { cursor } = await listenAll(onX, null)
      const posted = Array.from({ length: 150 }, (_, n) => xSimulator.post({ author: 'ito', text: `@kazamachi_seika 期限切れ ${n}` }, true).id)
      xSimulator.faults.push({ route: mentions, kind: 'expired-token', after: 1 })
      expect(new Set((await listenAll(onX, cursor)).keys)).toEqual(new Set(posted))
    })

    test('a page with an error list, half a page and a log-in page of a proxy', async () => {
      const { cursor } = await listenAll(onX, null)
      const posted = Array.from({ length: 60 }, (_, n) => xSimulator.post({ author: 'kato', text: `@kazamachi_seika 半分 ${n}` }, true).id)
      xSimulator.faults.push({ route: mentions, kind: 'html-login' })
      await expect(listenAll(onX, cursor)).rejects.toThrow('not a JSON object')
      xSimulator.faults.push({ route: mentions, kind: 'truncated-json' })
      await expect(listenAll(onX, cursor)).rejects.toThrow('not a JSON object')
      xSimulator.faults.push({ route: mentions, kind: 'partial' })
      expect(new Set((await listenAll(onX, cursor)).keys)).toEqual(new Set(posted))
    })

    test('brings what our account wrote elsewhere, as ours, and not what it wrote before', async () => {
      const { cursor } = await listenAll(onX, null)
      const asked = xSimulator.post({ author: 'yamada', text: '@kazamachi_seika 日曜は営業していますか' }, true)
      const answered = xSimulator.post({ author: xSimulator.state.ownUser.username, text: '@yamada はい、10時からです', inReplyTo: asked.id }, true)
      xSimulator.faults.push({ route: '/2/users/:id/tweets', kind: 'empty-page' })
      const { items } = await listenAll(onX, cursor)
      expect(items.map((item) => x.map(item.raw, onX.channel))).toMatchObject([
        { kind: 'mention', mention: { externalId: asked.id } },
        { kind: 'own', message: { externalId: answered.id, inReplyTo: asked.id, conversation: asked.id } },
      ])
    })

    test('an edited post comes as an edit of the same mention', async () => {
      const { cursor } = await listenAll(onX, null)
      const post = xSimulator.post({ author: 'mori', text: '@kazamachi_seika 誤字ありあす' }, true)
      xSimulator.edit(post.id, '@kazamachi_seika 誤字あります')
      const [item] = (await listenAll(onX, cursor)).items
      expect(x.map(item!.raw, onX.channel)).toMatchObject({ kind: 'edited', mention: { externalId: post.id, version: 1, text: '@kazamachi_seika 誤字あります', summoned: true } })
    })

    test('knows the account and whether X has a webhook and a subscription for it', async () => {
      expect(await x.check(onX)).toMatchObject({ externalId: xSimulator.state.ownUser.id, handle: 'kazamachi_seika', subscribed: false })
      const webhook = xSimulator.registrations.addWebhook('https://kikimimi.example.jp/webhooks/x/k1')
      webhook.valid = true
      xSimulator.registrations.subscribe({ event_type: 'post.mention.create', filter: { user_id: xSimulator.state.ownUser.id }, webhook_id: webhook.id })
      expect(await x.check(onX)).toMatchObject({ subscribed: true })
    })

    async function listenAll(access: Access, cursor: string | null) {
      return drain(x, access, cursor)
    }
  })

  describe('replying on X', () => {
    const reply = connectorOf('x').operations['reply']!
    let number = 0

    function toMention(text: string, author = 'hanako'): ActionToSend {
      number += 1
      const post = xSimulator.post({ author, text: `@kazamachi_seika ${text} ${number}` }, true)
      return action({ inReplyTo: post.id }, `@${author} ${text}の件、確認いたします。 ${number}`)
    }
    function sent(what: ActionToSend): number {
      return [...xSimulator.state.posts.values()].filter((post) => post.inReplyTo === what.target['inReplyTo'] && post.authorId === xSimulator.state.ownUser.id).length
    }

    test('done, and found again by whom it answers and what it says', async () => {
      const what = toMention('返金')
      const answer = await reply.send(onX, what)
      expect(answer).toMatchObject({ kind: 'done', url: expect.stringContaining('/status/') })
      expect(await reply.lookup!(onX, what)).toMatchObject({ kind: 'found', externalId: answer.kind === 'done' ? answer.externalId : '' })
      expect(await reply.lookup!(onX, { ...what, text: '別の文' })).toEqual({ kind: 'not-found' })
      expect(await reply.lookup!(onX, { ...what, target: { inReplyTo: '1' } })).toEqual({ kind: 'not-found' })
    })

    test('provably not applied: 429 waits as told, a refused connection waits too', async () => {
      xSimulator.faults.push({ route: 'POST /2/tweets', kind: 'rate-limit', seconds: 120 })
      const what = toMention('混雑')
      expect(await reply.send(onX, what)).toMatchObject({ kind: 'retry', afterMs: expect.any(Number) })
      expect(sent(what)).toBe(0)
      const nowhere = openOutbound({ baseUrls: { x: { api: 'http://127.0.0.1:9' } } })
      expect(await reply.send({ ...onX, outbound: nowhere, baseUrls: { api: 'http://127.0.0.1:9' } }, what)).toMatchObject({ kind: 'retry' })
      await nowhere.close()
    })

    test('401 asks for a new connection', async () => {
      xSimulator.faults.push({ route: 'POST /2/tweets', kind: 'unauthorized' })
      expect(await reply.send(onX, toMention('鍵'))).toMatchObject({ kind: 'reconnect' })
    })

    test('without a target, a credential or the caller’s patience nothing leaves', async () => {
      const calls = xSimulator.calls.all.length
      expect(await reply.send(onX, action({}, 'a'))).toMatchObject({ kind: 'rejected', code: 'no-target' })
      expect(await reply.send({ ...onX, credentials: { bearerToken: 'b' } }, action({ inReplyTo: '1' }, 'a'))).toMatchObject({ kind: 'reconnect' })
      expect(await reply.send({ ...onX, signal: AbortSignal.abort() }, action({ inReplyTo: '1' }, 'a'))).toMatchObject({ kind: 'retry' })
      expect(xSimulator.calls.all.length).toBe(calls)
    })

    test('an answer that does not come is cut off by the caller, and stays unclear', async () => {
      const patience = new AbortController()
      const what = toMention('待ちきれない')
      xSimulator.faults.push({ route: 'POST /2/tweets', kind: 'delay', ms: 30_000 })
      const sending = reply.send({ ...onX, signal: patience.signal }, what)
      const before = xSimulator.calls.all.length
      while (xSimulator.calls.all.length === before) await new Promise((resolve) => setTimeout(resolve, 5))
      patience.abort()
      expect((await sending).kind).toBe('ambiguous')
      expect((await reply.lookup!(onX, what)).kind).toBe('found')
    })

    test('who did not call us may not be answered by API', async () => {
      const post = xSimulator.post({ author: 'passer_by', text: '風待製菓のどら焼きおいしい' }, true)
      expect(await reply.send(onX, action({ inReplyTo: post.id }, 'ありがとうございます。'))).toMatchObject({ kind: 'rejected', code: 'reply-not-permitted' })
    })

    test('a deleted post and a text too long are refusals with words', async () => {
      const gone = toMention('消えた')
      xSimulator.remove(gone.target['inReplyTo']!)
      expect(await reply.send(onX, gone)).toMatchObject({ kind: 'rejected', code: 'target-gone' })
      expect(await reply.send(onX, { ...toMention('長い'), text: '長'.repeat(141) })).toMatchObject({ kind: 'rejected', code: 'too-long' })
    })

    test.each([
      ['the connection is cut after it was applied', { kind: 'drop-after-apply' }],
      ['the server fails after it was applied', { kind: 'status-after-apply', status: 503 }],
      ['the answer breaks off', { kind: 'truncated-json' }],
    ] as const)('%s: ambiguous, read back, and a second try answers with the first one’s id', async (_name, fault) => {
      xSimulator.faults.push({ route: 'POST /2/tweets', ...fault })
      const what = toMention('あいまい')
      expect((await reply.send(onX, what)).kind).toBe('ambiguous')
      const found = await reply.lookup!(onX, what)
      expect(found.kind).toBe('found')
      expect(await reply.send(onX, what)).toMatchObject({ kind: 'done', externalId: found.kind === 'found' ? found.externalId : '' })
      expect(sent(what)).toBe(1)
    })

    test('the connection is cut before it was applied: ambiguous, not found, then sent once', async () => {
      xSimulator.faults.push({ route: 'POST /2/tweets', kind: 'drop-before-apply' })
      const what = toMention('消失')
      expect((await reply.send(onX, what)).kind).toBe('ambiguous')
      expect(await reply.lookup!(onX, what)).toEqual({ kind: 'not-found' })
      expect((await reply.send(onX, what)).kind).toBe('done')
      expect(sent(what)).toBe(1)
    })

    test('while X does not show it yet a duplicate stays unclear; once it surely is not there it is a refusal', async () => {
      const other = toMention('同文')
      xSimulator.faults.push({ route: 'POST /2/tweets', kind: 'visibility-lag', ms: 3_600_000 })
      expect((await reply.send(onX, other)).kind).toBe('done')
      expect((await reply.send(onX, other)).kind).toBe('ambiguous')
      const earlier = { ...other, intentAt: new Date(Date.now() - 600_000).toISOString() }
      expect(await reply.send(onX, earlier)).toMatchObject({ kind: 'rejected', code: 'duplicate' })
      expect(sent(other)).toBe(1)
    })

    test('a lookup that fails cannot tell', async () => {
      const what = toMention('不明')
      xSimulator.faults.push({ route: '/2/users/:id/tweets', kind: 'status', status: 500 }, { route: '/2/users/:id/tweets', kind: 'drop-before-apply' }, { route: '/2/users/:id/tweets', kind: 'html-login' })
      for (let n = 0; n < 3; n++) expect((await reply.lookup!(onX, what)).kind).toBe('cannot-tell')
    })

    test('an empty page with a next token does not hide what was sent', async () => {
      const what = toMention('空ページ')
      await reply.send(onX, what)
      xSimulator.faults.push({ route: '/2/users/:id/tweets', kind: 'empty-page' })
      expect((await reply.lookup!(onX, what)).kind).toBe('found')
    })
  })

  describe('answering on LINE', () => {
    const line = connectorOf('line')
    const byToken = line.operations['reply-token']!
    const push = line.operations['push']!

    function tokenOf(user: string): { token: string; to: string } {
      const event = lineSimulator.act({ user }, { type: 'text', text: '質問です' })
      const mapped = line.map({ destination: lineSimulator.state.bot.userId, event }, onLine.channel)
      if (mapped.kind !== 'mention' || !mapped.mention.replyToken) throw new Error('no reply token')
      return { token: mapped.mention.replyToken.token, to: mapped.mention.conversation }
    }

    test('a fresh token goes out free, a used or old one is provably not applied', async () => {
      const { token } = tokenOf('花子')
      const before = lineSimulator.state.used
      expect(await byToken.send(onLine, action({ replyToken: token }, 'お問い合わせありがとうございます。'))).toMatchObject({ kind: 'done', externalId: expect.any(String) })
      expect(lineSimulator.state.used).toBe(before)
      expect(await byToken.send(onLine, action({ replyToken: token }, '二度目'))).toMatchObject({ kind: 'rejected', code: 'reply-token-expired' })
      const old = tokenOf('太郎')
      lineSimulator.clock.advance(61_000)
      expect(await byToken.send(onLine, action({ replyToken: old.token }, '遅い返信'))).toMatchObject({ kind: 'rejected', code: 'reply-token-expired' })
    })

    test('without a token, a receiver or a credential nothing leaves', async () => {
      const calls = lineSimulator.calls.all.length
      expect(await byToken.send(onLine, action({}, 'a'))).toMatchObject({ kind: 'rejected', code: 'reply-token-expired' })
      expect(await push.send(onLine, action({}, 'a'))).toMatchObject({ kind: 'rejected', code: 'no-target' })
      expect(await push.send({ ...onLine, credentials: {} }, action({ to: 'user:U1' }, 'a'))).toMatchObject({ kind: 'reconnect' })
      expect(lineSimulator.calls.all.length).toBe(calls)
    })

    test('an unclear end of a token reply stays unclear', async () => {
      const { token } = tokenOf('次郎')
      lineSimulator.faults.push({ route: 'POST /v2/bot/message/reply', kind: 'drop-after-apply' })
      expect((await byToken.send(onLine, action({ replyToken: token }, '届いたか不明'))).kind).toBe('ambiguous')
      expect(byToken.idempotency).toBe('none')
      expect(byToken.lookup).toBeUndefined()
    })

    test.each([
      ['cut after it was applied', { kind: 'drop-after-apply' }],
      ['500 after it was applied', { kind: 'status-after-apply', status: 500 }],
      ['cut before it was applied', { kind: 'drop-before-apply' }],
      ['a log-in page', { kind: 'html-login' }],
    ] as const)('push, %s: sent again with the same key, one message arrives', async (_name, fault) => {
      const { to } = tokenOf('三郎')
      const what = action({ to }, '明日お届けします。')
      lineSimulator.faults.push({ route: 'POST /v2/bot/message/push', ...fault })
      expect((await push.send(onLine, what)).kind).toBe('ambiguous')
      expect(await push.send(onLine, what)).toMatchObject({ kind: 'done', externalId: expect.any(String) })
      expect(lineSimulator.state.sent.filter((message) => message.retryKey === what.idempotencyKey).length).toBe(1)
    })

    test('the retry key goes along from the first try, and 409 is our own success', async () => {
      const { to } = tokenOf('四郎')
      const what = action({ to }, '承りました。')
      const first = await push.send(onLine, what)
      expect(lineSimulator.calls.all.at(-1)?.headers['x-line-retry-key']).toBe(what.idempotencyKey)
      expect(await push.send(onLine, what)).toEqual(first)
    })

    test('rate limit, spent month, refused token, bad receiver', async () => {
      const { to } = tokenOf('五郎')
      lineSimulator.faults.push({ route: 'POST /v2/bot/message/push', kind: 'rate-limit', seconds: 10 })
      expect(await push.send(onLine, action({ to }, 'a'))).toMatchObject({ kind: 'retry', afterMs: expect.any(Number) })
      lineSimulator.faults.push({ route: 'POST /v2/bot/message/push', kind: 'unauthorized' })
      expect(await push.send(onLine, action({ to }, 'a'))).toMatchObject({ kind: 'reconnect' })
      expect(await push.send(onLine, action({ to: 'user:nobody' }, 'a'))).toMatchObject({ kind: 'rejected', code: 'refused' })
      const limit = lineSimulator.state.quota
      lineSimulator.state.quota = lineSimulator.state.used
      expect(await push.send(onLine, action({ to }, 'a'))).toMatchObject({ kind: 'rejected', code: 'monthly-limit' })
      lineSimulator.state.quota = limit
    })

    test('the plan says which way a reply goes and what is left', async () => {
      const quota = await line.quota!(onLine)
      expect(quota).toEqual({ used: lineSimulator.state.used, limit: 5000 })
      const mention = { externalId: '1', summoned: true, kind: 'direct' }
      expect(line.planReply!({ mention, quota, replyToken: { fresh: true, expiresAt: '' } })).toMatchObject({ possible: true, operation: 'reply-token', free: true })
      expect(line.planReply!({ mention, quota, replyToken: { fresh: false, expiresAt: '' } })).toMatchObject({ possible: true, operation: 'push', free: false, words: { ja: expect.stringContaining(`残り${5000 - quota.used}通`) } })
      expect(line.planReply!({ mention, quota: { used: 10, limit: 10 }, replyToken: null })).toMatchObject({ possible: false, openAt: expect.any(String) })
    })

    test('names, pictures, bytes and the account', async () => {
      const { to } = tokenOf('花子')
      const id = to.slice('user:'.length)
      expect(await line.profile!(onLine, id, to)).toMatchObject({ externalId: id, name: '花子', avatarUrl: expect.stringContaining('http') })
      expect(await line.profile!(onLine, `U${'0'.repeat(32)}`, null)).toBeNull()
      const image = lineSimulator.act({ user: '花子' }, { type: 'image', photo: 'dorayaki' })
      const ref = String((image as unknown as { message: { id: string } }).message.id)
      expect(await line.media!(onLine, ref)).toMatchObject({ contentType: 'image/jpeg' })
      lineSimulator.act({ user: '花子' }, { type: 'unsend', messageId: ref })
      expect(await line.media!(onLine, ref)).toBeNull()
      expect(await line.media!(onLine, 'unknown')).toBeNull()
      expect(await line.media!(onLine, 'sticker:52002734')).toMatchObject({ contentType: 'image/png' })
      expect(await line.check(onLine)).toMatchObject({ externalId: lineSimulator.state.bot.userId, name: '風待製菓', subscribed: false })
      const family = lineSimulator.state.addGroup('family', '田中家', ['花子'])
      expect(await line.profile!(onLine, id, `group:${family.groupId}`)).toMatchObject({ name: '花子' })
      expect(await line.profile!(onLine, `group:${family.groupId}`, `group:${family.groupId}`)).toMatchObject({ name: '田中家' })
      lineSimulator.connectWebhook('http://127.0.0.1:9/')
      expect(await line.check(onLine)).toMatchObject({ subscribed: true })
    })
  })
})

async function drain(connector: Connector, access: Access, cursor: string | null) {
  const items: { dedupeKey: string; raw: unknown }[] = []
  let last = cursor
  try {
    for await (const page of connector.listen!(access, cursor)) {
      // Whoever polls takes a page without items and without a step forward for the end.
      expect(page.items.length > 0 || page.cursor !== last).toBe(true)
      items.push(...page.items)
      last = page.cursor
    }
  } catch (failure) {
    if (!(failure instanceof ListenFailure)) throw failure
    return { items, keys: items.map((item) => item.dedupeKey), cursor: last, failure }
  }
  return { items, keys: items.map((item) => item.dedupeKey), cursor: last, failure: null }
}

function action(target: Record<string, string>, text: string): ActionToSend {
  return { id: crypto.randomUUID(), idempotencyKey: crypto.randomUUID(), target, text, intentAt: new Date().toISOString(), handle: null }
}

function connectorOf(network: string): Connector {
  const connector = connectors.find((one) => one.network === network)
  if (!connector) throw new Error(`no connector ${network}`)
  return connector
}

function hmac(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64')
}

function requestWith(headers: [string, string][], body: string): SignedRequest {
  return { method: 'POST', url: new URL('https://kikimimi.example.jp/webhooks/n/k1'), headers: new Headers(headers), body: new TextEncoder().encode(body) }
}

