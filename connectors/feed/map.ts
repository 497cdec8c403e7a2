import type { AuthorFacts, ChannelFacts, Mapped, MappedMention } from '../../core/ports/connector.ts'
import { Unmappable } from '../../core/ports/connector.ts'
import { boundedId, countOf, fieldsOf, hashOf, idOf, isFields, isoTime, textOf, webAddress } from '../shared/read.ts'
import { readEntry } from './entry.ts'
import type { FeedBody, FeedItem } from './payloads.ts'

/** One entry as an article. Pure. */
export function map(raw: unknown, _channel: ChannelFacts): Mapped {
  const item = readItem(raw)
  const entry = readEntry(item.format, item.entry, item.base)
  const text = textOf(entry.text) ?? entry.title ?? ''
  const article: MappedMention = {
    externalId: item.identity,
    version: item.version,
    kind: 'article',
    text,
    media: entry.media,
    url: entry.link,
    publishedAt: timeOf(entry.published, item.fetchedAt),
    author: authorOf(item, entry.author),
    inReplyTo: null,
    conversation: item.identity,
    title: entry.title,
  }
  return item.version > 0 ? { kind: 'edited', mention: article } : { kind: 'mention', mention: article }
}

/** No date, or one that has not come yet: when we first saw it. */
function timeOf(published: string | null, fetchedAt: string): string {
  return published === null || published > fetchedAt ? fetchedAt : published
}

/** Names are known within one feed only; without one the feed speaks. */
function authorOf(item: FeedItem, name: string | null): AuthorFacts {
  const feed = hashOf(item.feedUrl).slice(0, 12)
  return { externalId: name === null ? feed : boundedId(`${feed}:${name}`), handle: null, name: name ?? item.feedTitle ?? new URL(item.feedUrl).host, avatarUrl: null }
}

function readItem(raw: unknown): FeedItem {
  const fields = fieldsOf(raw)
  const feedUrl = needed(webAddress(fields['feedUrl']), 'feedUrl')
  const format = ['rss', 'rdf', 'atom', 'json'].find((one) => one === fields['format']) as FeedBody['format'] | undefined
  return {
    feedUrl,
    feedTitle: textOf(fields['feedTitle'], 500),
    base: webAddress(fields['base']) ?? feedUrl,
    format: needed(format ?? null, 'format'),
    fetchedAt: needed(isoTime(fields['fetchedAt']), 'fetchedAt'),
    identity: needed(idOf(fields['identity']), 'identity'),
    version: countOf(fields['version']) ?? 0,
    entry: needed(isFields(fields['entry']) ? fields['entry'] : null, 'entry'),
  }
}

function needed<T>(value: T | null, path: string): T {
  if (value === null) throw new Unmappable(path, `${path} is missing`)
  return value
}
