import { expect, test } from 'vitest'
import { isSameText } from '../../../connectors/x/same-text.ts'
import { problemOf, refusal, resetMs } from '../../../connectors/x/problems.ts'
import { x } from '../../../connectors/x/connector.ts'
import type { Mapped } from '../../../core/ports/connector.ts'
import { parseJson } from '../../../core/json.ts'
import { channelOn } from './support/channel.ts'
import { xEvent, xLegacy, xMentionEvent, xMessageEvent, xPage } from './support/samples.ts'

const channel = channelOn('x')
const hanako = '1712345678901234567'

function mapAll(body: unknown): Mapped[] {
  return x.split(body).map((item) => x.map(JSON.parse(JSON.stringify(item.raw)), channel))
}

test('a page: oldest first, with author, picture, full text and links led back', () => {
  const [edited, repost, quote, post] = mapAll(xPage)
  expect(post).toMatchObject({
    kind: 'mention',
    mention: {
      externalId: '2080765813578191303', version: 0, kind: 'post', summoned: true, inReplyTo: null,
      text: '@kazamachi_seika 栗のどら焼き、届いた箱が潰れていました… https://example.jp/photo & 返金してください',
      media: [{ kind: 'image', url: 'https://pbs.example.com/1.jpg', alt: '潰れた箱' }],
      author: { externalId: hanako, handle: 'hanako_sweets', name: '花子', followers: 97 },
      url: 'https://x.com/hanako_sweets/status/2080765813578191303',
      engagement: { likes: 3, reposts: 1, views: 120 },
    },
  })
  expect(quote).toMatchObject({ kind: 'mention', mention: { kind: 'quote', summoned: true, inReplyTo: '2080000000000000001' } })
  expect(repost).toMatchObject({ kind: 'mention', mention: { kind: 'repost', text: '新作の栗どら焼きは、丹波の栗を丸ごと入れた秋だけの味です。', conversation: '2080765813578191500' } })
  expect(edited).toMatchObject({ kind: 'edited', mention: { externalId: '2080765813578191600', version: 2, text: '直しました', summoned: false } })
})

test('poll, mention event and post event of one post are one intake row, and mean the same', () => {
  const polled = x.split(xPage).at(-1)!
  const [event] = x.split(xMentionEvent)
  expect(event).toMatchObject({ channelExternalId: channel.externalId, kind: 'mention', dedupeKey: polled.dedupeKey, urgent: true })
  expect(x.map(event!.raw, channel)).toMatchObject({ kind: 'mention', mention: { externalId: '2080765813578191303', author: { handle: 'hanako_sweets' }, summoned: true } })
})

test('our own posts are ours, wherever they were written', () => {
  const [own] = mapAll(xEvent('post.create', { id: '2080765999999999999', text: '本日も営業中です', author_id: channel.externalId, created_at: '2026-11-24T02:00:00.000Z' }))
  expect(own).toMatchObject({ kind: 'own', message: { externalId: '2080765999999999999', text: '本日も営業中です' } })
})

test('deletions, follows, likes and what is new at X', () => {
  expect(mapAll(xEvent('post.delete', { id: '2080761269309813134', author_id: hanako }))).toEqual([{ kind: 'deleted', externalId: '2080761269309813134' }])
  const [follow] = mapAll(xEvent('follow.follow', { source: { data: { id: hanako, username: 'hanako_sweets', name: '花子' } }, target: { id: channel.externalId } }))
  expect(follow).toMatchObject({ kind: 'profile', what: 'followed', author: { externalId: hanako, name: '花子' }, code: 'follow.follow' })
  expect(mapAll(xEvent('follow.follow', { source: { id: channel.externalId }, target: { id: hanako } }))[0]!.kind).toBe('ignore')
  expect(mapAll(xEvent('like.create', { user_id: hanako }))[0]).toMatchObject({ kind: 'profile', what: 'reacted', author: { externalId: hanako } })
  expect(mapAll(xEvent('dance.create', { user: { id: hanako } }))[0]).toMatchObject({ kind: 'profile', what: 'other', code: 'dance.create' })
  expect(mapAll(xEvent('profile.update.bio', { before: 'a', after: 'b' }))[0]!.kind).toBe('ignore')
})

test('direct messages: one conversation a person, ours among them', () => {
  expect(mapAll(xMessageEvent('dm.received', hanako, channel.externalId, '営業時間は?'))[0]).toMatchObject({ kind: 'mention', mention: { kind: 'direct', text: '営業時間は?', conversation: `dm:${hanako}`, author: { name: '花子' } } })
  expect(mapAll(xMessageEvent('dm.sent', channel.externalId, hanako, '10時からです'))[0]).toMatchObject({ kind: 'own', message: { conversation: `dm:${hanako}` } })
})

test('the older events mean the same', () => {
  const [created, deleted, followed, liked] = mapAll(xLegacy)
  expect(created).toMatchObject({ kind: 'mention', mention: { externalId: '2080765813578191303', text: '@kazamachi_seika 長い文の全部です', summoned: true, publishedAt: '2026-11-24T01:02:03.000Z', author: { handle: 'hanako_sweets', followers: 97 } } })
  expect(deleted).toEqual({ kind: 'deleted', externalId: '2080761269309813134' })
  expect(followed).toMatchObject({ kind: 'profile', what: 'unfollowed', author: { externalId: hanako } })
  expect(liked).toMatchObject({ kind: 'profile', what: 'reacted' })
  expect(x.split(xLegacy)[0]).toMatchObject({ channelExternalId: channel.externalId, dedupeKey: '2080765813578191303' })
})

test('ids that a careless sender wrote as numbers keep their digits', () => {
  const [item] = x.split(parseJson('{"data":{"event_uuid":-2781149976877970683,"event_type":"post.create","filter":{"user_id":1850203948572016640},"payload":{"id":2080765813578191303,"author_id":1712345678901234567,"text":"数字","created_at":"2026-11-24T00:00:00Z"}}}'))
  expect(item).toMatchObject({ channelExternalId: '1850203948572016640', dedupeKey: '2080765813578191303' })
  expect(x.map(item!.raw, channel)).toMatchObject({ mention: { externalId: '2080765813578191303', author: { externalId: hanako } } })
})

test('who writes our handle calls us, also where X leaves the entities out', () => {
  const summoned = (text: string) => {
    const [mapped] = mapAll(xEvent('post.create', { id: '2080765813578191303', author_id: hanako, text, created_at: '2026-11-24T00:00:00Z' }))
    return mapped?.kind === 'mention' && mapped.mention.summoned
  }
  for (const text of ['@kazamachi_seika さようなら', 'これ、@Kazamachi_Seika?', '風待の＠kazamachi_seikaさん']) expect(summoned(text)).toBe(true)
  for (const text of ['風待製菓のどら焼き', '@kazamachi_seika_fan へ', 'mail@kazamachi_seika', 'kazamachi_seika']) expect(summoned(text)).toBe(false)
})

test('a missing date is read from the id; a missing author parks the item', () => {
  expect(mapAll(xEvent('post.create', { id: '2080765813578191303', author_id: hanako, text: 'a' }))[0]).toMatchObject({ mention: { publishedAt: expect.stringMatching(/^2026-07-/) } })
  expect(() => mapAll(xEvent('post.create', { id: '1', text: 'a' }))).toThrow(expect.objectContaining({ name: 'Unmappable', path: 'payload.author_id' }))
})

test('what is no body of X is refused whole', () => {
  for (const body of [null, [], 'x', {}, { for_user_id: '1' }, { data: 1 }]) expect(() => x.split(body)).toThrow(expect.objectContaining({ name: 'UnknownEnvelope' }))
})

test.each([
  ['the names X puts in front', '@hanako_sweets @taro お待たせしました', 'お待たせしました', {}, true],
  ['escaped signs', 'A &amp; B &lt;3', 'A & B <3', {}, true],
  ['a shortened link that X explains', '詳細は https://t.co/abc です', '詳細は https://example.jp/faq/ です', { urls: [{ url: 'https://t.co/abc', expanded_url: 'https://example.jp/faq' }] }, true],
  ['a shortened link to elsewhere', '詳細は https://t.co/abc です', '詳細は https://example.jp/faq です', { urls: [{ url: 'https://t.co/abc', expanded_url: 'https://example.jp/other' }] }, false],
  ['a shortened link that X does not explain', '詳細は https://t.co/abc です', '詳細は https://example.jp/faq です', {}, true],
  ['composed and decomposed kana', 'か\u3099んばります', 'がんばります', {}, true],
  ['another text', '確認します', '確認しました', {}, false],
  ['a text that only begins the same', 'はい', 'はい。', {}, false],
])('same text: %s', (_name, shown, sent, entities, same) => {
  expect(isSameText({ text: shown, entities }, sent)).toBe(same)
})

test('how long to wait is measured against X’s own clock, and by the limit that is spent', () => {
  const date = 'Tue, 24 Nov 2026 00:00:00 GMT'
  const now = Date.parse(date) / 1000
  expect(resetMs(new Headers({ date, 'x-rate-limit-reset': String(now + 300) }))).toBe(300_000)
  expect(resetMs(new Headers({ date, 'x-rate-limit-remaining': '5', 'x-rate-limit-reset': String(now + 300), 'x-user-limit-24hour-remaining': '0', 'x-user-limit-24hour-reset': String(now + 7200) }))).toBe(7_200_000)
  expect(resetMs(new Headers())).toBe(900_000)
  expect(resetMs(new Headers({ date, 'x-rate-limit-reset': String(now - 50) }))).toBe(1000)
})

test('X’s own words reach the person', () => {
  const answer = (status: number, data: unknown) => ({ status, headers: new Headers(), data })
  expect(problemOf(answer(400, { title: 'Invalid Request', detail: 'One or more parameters to your request was invalid.', type: 'https://api.x.com/2/problems/invalid-request', errors: [{ message: 'text: too odd' }] }))).toEqual({ type: 'invalid-request', title: 'Invalid Request', detail: 'text: too odd' })
  expect(refusal(answer(403, { detail: 'You are not permitted to do that.' }))).toMatchObject({ kind: 'rejected', code: 'refused', words: { en: expect.stringContaining('not permitted') } })
  expect(refusal(answer(402, { title: 'CreditsDepleted' }))).toMatchObject({ kind: 'rejected', code: 'used-up' })
  expect(refusal(answer(429, { title: 'UsageCapExceeded', type: 'https://api.x.com/2/problems/usage-capped' }))).toMatchObject({ kind: 'rejected', code: 'used-up' })
  expect(refusal(answer(502, '<html>')).kind).toBe('ambiguous')
  expect(refusal(answer(403, { type: 'https://api.x.com/2/problems/oauth1-permissions', detail: 'Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.' })).kind).toBe('reconnect')
})

test('the plan: whoever called us can be answered, the rest is opened at X', () => {
  const facts = { replyToken: null, quota: null }
  expect(x.planReply!({ ...facts, mention: { externalId: '1', summoned: true, kind: 'post' } })).toMatchObject({ possible: true, operation: 'reply' })
  expect(x.planReply!({ ...facts, mention: { externalId: '1', summoned: false, kind: 'post' } })).toMatchObject({ possible: false, openAt: 'https://x.com/i/status/1' })
  expect(x.planReply!({ ...facts, mention: { externalId: '1', summoned: true, kind: 'direct' } })).toMatchObject({ possible: false })
})
