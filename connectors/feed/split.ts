import type { SplitItem } from '../../core/ports/connector.ts'
import { UnknownEnvelope } from '../../core/ports/connector.ts'
import { boundedId, fieldsOf, hashOf, isFields, isoTime, webAddress } from '../shared/read.ts'
import type { Entry } from './entry.ts'
import { baseOf, entriesOf, readEntry, titleOf } from './entry.ts'
import type { FeedBody, FeedItem, KnownEntries } from './payloads.ts'

const mostKnown = 2000

/** All entries, oldest first: feeds list the newest first. */
export function split(body: unknown): SplitItem[] {
  return splitFeed(body).items
}

/** Only entries that are new or changed against `known`, and what is known from now on. */
export function splitFeed(raw: unknown): { items: SplitItem[]; known: KnownEntries } {
  const body = readBody(raw)
  const base = baseOf(body.feed, body.feedUrl)
  const feedTitle = titleOf(body.feed)
  const seen = new Set<string>()
  const known: [string, KnownEntries[string]][] = []
  const items: SplitItem[] = []
  for (const entry of entriesOf(body.format, body.feed)) {
    const read = readEntry(body.format, entry, base)
    const content = hashOf(read.title ?? '', read.link ?? '', read.text).slice(0, 16)
    const identity = identityOf(body.feedUrl, read, seen)
    if (identity === null) continue
    const key = hashOf(identity).slice(0, 16)
    const before = body.known?.[key]
    const version = before === undefined ? 0 : before[0] === content ? before[1] : before[1] + 1
    known.push([key, [content, version]])
    if (before?.[0] === content) continue
    const item: FeedItem = { feedUrl: body.feedUrl, feedTitle, base, format: body.format, fetchedAt: body.fetchedAt, identity, version, entry }
    items.push({ channelExternalId: null, kind: 'mention', dedupeKey: boundedId(`${identity} ${version} ${content}`), raw: item })
  }
  return { items: items.reverse(), known: remember(known, body.known) }
}

/** Entries that left the feed are remembered for a while: some feeds show them again. */
function remember(present: [string, KnownEntries[string]][], before: KnownEntries = {}): KnownEntries {
  const now = new Map(present)
  const gone = Object.entries(before).filter(([key]) => !now.has(key))
  return Object.fromEntries([...present, ...gone].slice(0, Math.max(mostKnown, present.length)))
}

/** A guid that stands twice in one feed names nothing; an entry that is repeated whole is left out (null). */
function identityOf(feedUrl: string, entry: Entry, seen: Set<string>): string | null {
  const feed = hashOf(feedUrl).slice(0, 12)
  const byLink = entry.link === null ? null : `link:${hashOf(entry.link).slice(0, 32)}`
  const byContent = `content:${hashOf(entry.title ?? entry.text, entry.published ?? '').slice(0, 32)}`
  const candidates = [entry.guid, byLink, byContent]
  for (const candidate of candidates) {
    if (candidate === null) continue
    const identity = boundedId(`${feed}:${candidate}`)
    if (seen.has(identity)) continue
    seen.add(identity)
    return identity
  }
  return null
}

function readBody(raw: unknown): FeedBody {
  const body = fieldsOf(raw)
  const { format, feed, known } = body
  const feedUrl = webAddress(body['feedUrl'])
  const fetchedAt = isoTime(body['fetchedAt'])
  if (feedUrl === null || fetchedAt === null || !isFields(feed)) throw new UnknownEnvelope('feedUrl, fetchedAt or feed is missing')
  if (format !== 'rss' && format !== 'rdf' && format !== 'atom' && format !== 'json') throw new UnknownEnvelope('the format is not known')
  return { feedUrl, fetchedAt, format, feed, known: readKnown(known) }
}

export function readKnown(value: unknown): KnownEntries {
  return Object.fromEntries(Object.entries(fieldsOf(value)).flatMap(([key, pair]): [string, KnownEntries[string]][] =>
    (Array.isArray(pair) && typeof pair[0] === 'string' && Number.isSafeInteger(pair[1]) ? [[key, [pair[0], pair[1] as number]]] : [])))
}
