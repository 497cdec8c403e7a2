import type { ChannelFacts, Mapped, MappedMedia, MappedMention } from '../../core/ports/connector.ts'
import { Unmappable } from '../../core/ports/connector.ts'
import type { Fields } from '../shared/read.ts'
import { countOf, fieldsOf, idOf, isFields, isoTime, listOf, textOf, webAddress } from '../shared/read.ts'
import { mapMessage } from './map-message.ts'
import type { XIncludes, XItem, XReference } from './payloads.ts'
import { authorOf, fullTextOf, historyOf, readIncludes, referencesOf } from './payloads.ts'

/** One intake row of X in our words. Pure. */
export function map(raw: unknown, channel: ChannelFacts): Mapped {
  if (!isFields(raw) || typeof raw['event'] !== 'string') throw new Unmappable('event', 'not an item that the X connector split off')
  const item = raw as unknown as XItem
  const payload = fieldsOf(item.payload)
  const includes = readIncludes({ users: item.users, tweets: item.posts, media: item.media })
  switch (item.event) {
    case 'page':
    case 'post.create':
    case 'post.mention.create':
      return mapPost(item.event, payload, includes, channel)
    case 'post.delete':
      return { kind: 'deleted', externalId: needed(idOf(payload['id']), 'payload.id') }
    case 'dm.received':
    case 'dm.sent':
      return mapMessage(payload, includes, channel)
    case 'follow.follow':
    case 'follow.unfollow':
      return mapFollow(item.event, payload, channel)
    default:
      return mapOther(item.event, payload, includes, channel)
  }
}

function mapPost(event: string, post: Fields, includes: XIncludes, channel: ChannelFacts): Mapped {
  const id = needed(idOf(post['id']), 'payload.id')
  const authorId = needed(idOf(post['author_id']), 'payload.author_id')
  const history = historyOf(post, id)
  const references = referencesOf(post)
  const author = authorOf(authorId, includes)
  const mention: MappedMention = {
    externalId: history[0]!,
    version: history.indexOf(id),
    kind: kindOf(references),
    text: textFor(post, references, includes),
    media: mediaOf(post, includes),
    url: `https://x.com/${encodeURIComponent(author.handle ?? 'i')}/status/${encodeURIComponent(id)}`,
    publishedAt: needed(isoTime(post['created_at']) ?? timeOfId(history[0]!), 'payload.created_at'),
    author,
    inReplyTo: answeredId(references, includes),
    conversation: idOf(post['conversation_id']) ?? history[0]!,
    engagement: engagementOf(fieldsOf(post['public_metrics'])),
    summoned: event === 'post.mention.create' || summons(post, references, includes, channel),
  }
  if (authorId === channel.externalId) return { kind: 'own', message: mention }
  return mention.version > 0 ? { kind: 'edited', mention } : { kind: 'mention', mention }
}

function kindOf(references: XReference[]): MappedMention['kind'] {
  if (references.some(({ type }) => type === 'retweeted')) return 'repost'
  if (references.some(({ type }) => type === 'quoted')) return 'quote'
  return references.some(({ type }) => type === 'replied_to') ? 'reply' : 'post'
}

/** A repost's own text is cut off after "RT @name:", so the repeated post speaks for it. */
function textFor(post: Fields, references: XReference[], includes: XIncludes): string {
  const repeated = references.find(({ type }) => type === 'retweeted')
  const original = repeated && includes.posts.get(repeated.id)
  return fullTextOf(original ?? post)
}

/** By identity, so the first version of an edited post. A repost answers nobody. */
function answeredId(references: XReference[], includes: XIncludes): string | null {
  const target = references.find(({ type }) => type === 'replied_to') ?? references.find(({ type }) => type === 'quoted')
  if (!target) return null
  const post = includes.posts.get(target.id)
  return post ? historyOf(post, target.id)[0]! : target.id
}

/** Mentioned, quoted or answered us: on self-serve tiers only then X lets a reply through. */
function summons(post: Fields, references: XReference[], includes: XIncludes, channel: ChannelFacts): boolean {
  if (idOf(post['in_reply_to_user_id']) === channel.externalId) return true
  const handle = channel.handle?.replace(/^@/, '').toLowerCase()
  const mentions = [...listOf(fieldsOf(post['entities'])['mentions']), ...listOf(fieldsOf(fieldsOf(post['note_tweet'])['entities'])['mentions'])]
  const named = mentions.map(fieldsOf).some((mention) =>
    idOf(mention['id']) === channel.externalId || (handle !== undefined && textOf(mention['username'])?.toLowerCase() === handle))
  // Entities are missing at times; the text says it too.
  const written = handle !== undefined && handlesIn(fullTextOf(post)).includes(handle)
  return named || written || references.some(({ type, id }) => type === 'quoted' && idOf(includes.posts.get(id)?.['author_id']) === channel.externalId)
}

function handlesIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w@＠])[@＠](\w{1,20})(?!\w)/g)].map((match) => match[1]!.toLowerCase())
}

function mediaOf(post: Fields, includes: XIncludes): MappedMedia[] {
  return listOf(fieldsOf(post['attachments'])['media_keys']).flatMap((key): MappedMedia[] => {
    const medium = includes.media.get(idOf(key) ?? '')
    if (!medium) return []
    const url = webAddress(medium['url']) ?? webAddress(medium['preview_image_url'])
    return [{ kind: medium['type'] === 'photo' ? 'image' : 'video', url, ref: null, alt: textOf(medium['alt_text'], 2000) }]
  })
}

function engagementOf(metrics: Fields): Record<string, number> {
  const names = { likes: 'like_count', reposts: 'retweet_count', replies: 'reply_count', quotes: 'quote_count', views: 'impression_count' }
  return Object.fromEntries(Object.entries(names).flatMap(([name, field]) => {
    const count = countOf(metrics[field])
    return count === null ? [] : [[name, count]]
  }))
}

function mapFollow(event: string, payload: Fields, channel: ChannelFacts): Mapped {
  const users = readIncludes({ users: [payload['source'], payload['target']] })
  const source = needed([...users.users.keys()][0] ?? null, 'payload.source.id')
  if (source === channel.externalId) return { kind: 'ignore', reason: 'we followed or unfollowed somebody' }
  return { kind: 'profile', what: event === 'follow.follow' ? 'followed' : 'unfollowed', author: authorOf(source, users), code: event }
}

/** Likes and what else happens around the account. Without anybody who did it there is nothing to keep. */
function mapOther(event: string, payload: Fields, includes: XIncludes, channel: ChannelFacts): Mapped {
  const nested = readIncludes({ users: [payload['user'], payload['liking_user'], payload['source']] }).users
  const users = new Map([...includes.users, ...nested])
  const named = idOf(payload['user_id']) ?? idOf(payload['liking_user_id']) ?? [...nested.keys()][0] ?? null
  const who = named ?? [...users.keys()].find((id) => id !== channel.externalId) ?? null
  if (who === null || who === channel.externalId) return { kind: 'ignore', reason: `${textOf(event, 100) ?? 'event'} names nobody but us` }
  const what = event === 'like.create' ? 'reacted' : 'other'
  return { kind: 'profile', what, author: authorOf(who, { ...includes, users }), code: textOf(event, 100) ?? 'event' }
}

/** Ids tell the millisecond they were made in. */
function timeOfId(id: string): string | null {
  return /^\d{15,20}$/.test(id) ? isoTime(Number((BigInt(id) >> 22n) + 1_288_834_974_657n)) : null
}

function needed<T>(value: T | null, path: string): T {
  if (value === null) throw new Unmappable(path, `${path} is missing`)
  return value
}
