import fc from 'fast-check'
import { expect, test } from 'vitest'
import { line } from '../../../connectors/line/connector.ts'
import type { Mapped } from '../../../core/ports/connector.ts'
import { channelOn } from './support/channel.ts'
import { lineBody, lineEvents, lineMessage } from './support/samples.ts'

const channel = channelOn('line')
const tanaka = 'U4af4980629e7d6b5a8f3c1d2e3f40516'
const group = 'group:Ca56f94637c000000000000000000000a'

function mapOne(event: unknown): Mapped {
  const [item] = line.split(lineBody(event))
  return line.map(JSON.parse(JSON.stringify(item!.raw)), channel)
}

test('a text brings its free reply token, which ends within a minute', () => {
  expect(line.split(lineBody(lineEvents.text))[0]).toMatchObject({ channelExternalId: channel.externalId, kind: 'mention', urgent: true })
  expect(mapOne(lineEvents.text)).toEqual({
    kind: 'mention',
    mention: {
      externalId: '546000000000000001', version: 0, kind: 'direct', text: '予約の変更をお願いします (moon)', media: [], url: null, publishedAt: '2026-11-24T01:02:03.000Z',
      author: { externalId: tanaka, handle: null, name: null, avatarUrl: null }, inReplyTo: null, conversation: `user:${tanaka}`,
      replyToken: { token: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCTA', expiresAt: '2026-11-24T01:02:53.000Z' }, summoned: true,
    },
  })
})

test('groups and rooms have conversations of their own, and only who calls us summons us there', () => {
  expect(mapOne(lineEvents.group)).toMatchObject({ mention: { conversation: group, author: { externalId: tanaka }, summoned: true, inReplyTo: '546000000000000000' } })
  expect(mapOne(lineEvents.room)).toMatchObject({ mention: { conversation: 'room:Ra8dbf4673c000000000000000000000b', author: { externalId: 'room:Ra8dbf4673c000000000000000000000b' }, summoned: false } })
})

test.each([
  ['sticker', { kind: 'sticker', url: null, ref: 'sticker:52002734', alt: 'ありがとう, thanks' }],
  ['image', { kind: 'image', url: null, ref: '546000000000000001', alt: null }],
  ['external', { kind: 'video', url: 'https://cdn.example.com/v.mp4', ref: null, alt: null }],
  ['audio', { kind: 'audio', url: null, ref: '546000000000000001', alt: null }],
  ['file', { kind: 'file', url: null, ref: '546000000000000001', alt: '請求書.pdf' }],
  ['location', { kind: 'location', url: null, ref: null, alt: '本店 京都市中京区1-1 35.0116,135.7681' }],
] as const)('%s without words is a mention with a medium', (name, medium) => {
  expect(mapOne(lineEvents[name])).toMatchObject({ kind: 'mention', mention: { text: '', media: [medium] } })
})

test.each([
  ['follow', 'followed', 'follow.unblocked'], ['unfollow', 'unfollowed', 'unfollow'], ['postback', 'postback', 'postback:action=reserve'],
  ['accountLink', 'other', 'accountLink.ok'], ['beacon', 'other', 'beacon.enter'], ['things', 'other', 'things.link'], ['membership', 'other', 'membership.joined'],
  ['videoPlayComplete', 'other', 'videoPlayComplete.track-1'], ['memberJoined', 'joined', 'memberJoined'], ['memberLeft', 'left', 'memberLeft'], ['somethingNew', 'other', 'dancePerformed'],
] as const)('%s is an event of the person', (name, what, code) => {
  expect(mapOne(lineEvents[name])).toMatchObject({ kind: 'profile', what, code, author: { externalId: tanaka } })
})

test.each(['module', 'activated', 'botSuspended', 'botResumed', 'delivery'] as const)('%s names nobody, so it is the account’s own', (name) => {
  expect(mapOne(lineEvents[name])).toMatchObject({ kind: 'profile', what: 'other', author: { externalId: channel.externalId } })
})

test('the account joining and leaving a group is an event of the group', () => {
  expect(mapOne(lineEvents.join)).toMatchObject({ kind: 'profile', what: 'joined', author: { externalId: group } })
  expect(mapOne(lineEvents.leave)).toMatchObject({ kind: 'profile', what: 'left', author: { externalId: group } })
})

test('two people who join at once are two events', () => {
  const items = line.split(lineBody(lineEvents.memberJoined))
  expect(new Set(items.map((item) => item.dedupeKey)).size).toBe(2)
  expect(items.map((item) => line.map(item.raw, channel))).toMatchObject([{ author: { externalId: tanaka } }, { author: { externalId: `U${'0'.repeat(32)}` } }])
})

test('unsend deletes, an edit wins by the highest timestamp in whatever order they come', () => {
  expect(mapOne(lineEvents.unsend)).toEqual({ kind: 'deleted', externalId: '546000000000000001' })
  const at = (timestamp: number, text: string) => mapOne({ ...lineEvents.edited, timestamp, message: { type: 'text', id: '546000000000000001', text } })
  const [late, early] = [at(1795482125000, '二回目'), at(1795482124000, '一回目')]
  if (late.kind !== 'edited' || early.kind !== 'edited') throw new Error('not edits')
  expect(late.mention.version).toBeGreaterThan(early.mention.version)
  expect(early.mention.version).toBeGreaterThan(0)
})

test('a redelivered event has the key of the first one', () => {
  const [first] = line.split(lineBody(lineEvents.text))
  const [again] = line.split(lineBody({ ...lineEvents.text, deliveryContext: { isRedelivery: true } }))
  expect(again!.dedupeKey).toBe(first!.dedupeKey)
  const { webhookEventId: _id, ...nameless } = lineEvents.text
  const key = (event: unknown) => line.split(lineBody(event))[0]!.dedupeKey
  expect(key({ ...nameless, deliveryContext: { isRedelivery: true } })).toBe(key(nameless))
})

test('one event that cannot be read does not take the others along', () => {
  const items = line.split(lineBody(lineEvents.text, 'nonsense', null, { type: 'message', source: 'nobody' }, lineEvents.unsend))
  expect(items.length).toBe(5)
  const read = items.map((item) => {
    try {
      return line.map(item.raw, channel).kind
    } catch (error) {
      return (error as Error).name
    }
  })
  expect(read).toEqual(['mention', 'Unmappable', 'Unmappable', 'Unmappable', 'deleted'])
})

test('the verify call has no items; a body without events is refused', () => {
  expect(line.split(lineBody())).toEqual([])
  for (const body of [null, {}, { events: {} }, []]) expect(() => line.split(body)).toThrow(expect.objectContaining({ name: 'UnknownEnvelope' }))
})

test('whatever a person writes comes out as they wrote it, made storable', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
    const mapped = mapOne(lineMessage({ type: 'text', text }))
    if (mapped.kind !== 'mention') throw new Error(mapped.kind)
    expect(mapped.mention.text).toBe(text.toWellFormed().replaceAll('\u0000', '').normalize('NFC'))
  }))
})

test('a dummy reply token of the console is none', () => {
  expect(mapOne({ ...lineEvents.text, replyToken: '0'.repeat(32) })).toMatchObject({ mention: { replyToken: null } })
})
