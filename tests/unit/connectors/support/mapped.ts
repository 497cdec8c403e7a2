import { expect } from 'vitest'
import type { AuthorFacts, ChannelFacts, Connector, Mapped, MappedMention, SplitItem } from '../../../../core/ports/connector.ts'
import { Unmappable, UnknownEnvelope } from '../../../../core/ports/connector.ts'

/** Items and what they mean, as intake and pipeline see them: an item that cannot be mapped is null. */
export function readAll(connector: Connector, body: unknown, channel: ChannelFacts): { item: SplitItem; mapped: Mapped | null }[] {
  return trySplit(connector, body).map((item) => {
    // The intake keeps JSON.
    const raw: unknown = JSON.parse(JSON.stringify(item.raw ?? null))
    return { item, mapped: tryMap(connector, raw, channel) }
  })
}

/** Anything but `UnknownEnvelope` goes on and fails the test. */
export function trySplit(connector: Connector, body: unknown): SplitItem[] {
  try {
    return connector.split(body)
  } catch (error) {
    if (error instanceof UnknownEnvelope) return []
    throw error
  }
}

export function tryMap(connector: Connector, raw: unknown, channel: ChannelFacts): Mapped | null {
  try {
    return connector.map(raw, channel)
  } catch (error) {
    if (error instanceof Unmappable) return null
    throw error
  }
}

/** Everything that a mapped item promises to whoever stores it. */
export function expectStorable(item: SplitItem, mapped: Mapped | null): void {
  expectId(item.dedupeKey)
  if (item.channelExternalId !== null) expectId(item.channelExternalId)
  if (mapped === null) return
  switch (mapped.kind) {
    case 'mention':
    case 'edited':
      return expectMention(mapped.mention)
    case 'own':
      return expectMention(mapped.message)
    case 'deleted':
      return expectId(mapped.externalId)
    case 'profile':
      expectText(mapped.code, 400)
      return expectAuthor(mapped.author)
    case 'ignore':
      return expectText(mapped.reason, 400)
  }
}

function expectMention(mention: MappedMention): void {
  expectId(mention.externalId)
  expectId(mention.conversation)
  if (mention.inReplyTo !== null) expectId(mention.inReplyTo)
  expectText(mention.text, 65_536)
  if (mention.title) expectText(mention.title, 65_536)
  expectAuthor(mention.author)
  expect(Number.isInteger(mention.version) && mention.version >= 0 && mention.version <= 2_147_483_647).toBe(true)
  expect(new Date(mention.publishedAt).toISOString()).toBe(mention.publishedAt)
  expectUrl(mention.url)
  for (const medium of mention.media) {
    expectUrl(medium.url)
    if (medium.alt !== null) expectText(medium.alt, 4000)
    if (medium.ref !== null) expectText(medium.ref, 20_000)
  }
  for (const count of Object.values(mention.engagement ?? {})) expect(Number.isInteger(count) && count >= 0).toBe(true)
  if (mention.replyToken) expect(new Date(mention.replyToken.expiresAt).toISOString()).toBe(mention.replyToken.expiresAt)
}

function expectAuthor(author: AuthorFacts): void {
  expectId(author.externalId)
  for (const text of [author.handle, author.name]) if (text !== null) expectText(text, 500)
  expectUrl(author.avatarUrl)
  if (typeof author.followers === 'number') expect(Number.isInteger(author.followers)).toBe(true)
}

function expectId(id: string): void {
  expect(typeof id).toBe('string')
  expect(id.length).toBeGreaterThan(0)
  expectText(id, 512)
  expect(Buffer.byteLength(id)).toBeLessThanOrEqual(512)
}

function expectText(text: string, max: number): void {
  expect(typeof text).toBe('string')
  expect(text.isWellFormed()).toBe(true)
  expect(text.includes('\u0000')).toBe(false)
  expect(text.length).toBeLessThanOrEqual(max)
}

function expectUrl(url: string | null): void {
  if (url !== null) expect(url).toMatch(/^https?:\/\//)
}
