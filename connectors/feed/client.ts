import type { Access } from '../../core/ports/connector.ts'
import { ListenFailure, UnknownEnvelope } from '../../core/ports/connector.ts'
import { parseJson } from '../../core/json.ts'
import type { OutboundResponse } from '../../core/ports/outbound-fetch.ts'
import { OutboundFailure } from '../../core/ports/outbound-fetch.ts'
import { listenFailure, retryAfterMs } from '../shared/failure.ts'
import { hashOf, webAddress } from '../shared/read.ts'
import { decodeFeed } from './decode.ts'
import type { FeedBody, FeedCursor } from './payloads.ts'

const maxBytes = 5 * 1024 * 1024

export interface FetchedFeed {
  body: FeedBody
  etag: string | null
  modified: string | null
  hash: string
}

/** The feed, or null when it has not changed since `last`. */
export async function fetchFeed(access: Access, last: FeedCursor): Promise<FetchedFeed | null> {
  const feedUrl = feedUrlOf(access)
  const answer = await get(access, feedUrl, last)
  if (answer.status === 304) return null
  if (answer.status !== 200) throw new ListenFailure(`the feed answered ${answer.status}`, nextAfter(answer))
  const hash = hashOf(Buffer.from(answer.bytes).toString('latin1'))
  if (hash === last.body) return null
  const { format, feed } = await parse(decodeFeed(answer.bytes, answer.headers.get('content-type')))
  return { body: { feedUrl, fetchedAt: new Date().toISOString(), format, feed }, etag: answer.headers.get('etag'), modified: answer.headers.get('last-modified'), hash }
}

export function feedUrlOf(access: Access): string {
  const given = access.credentials['url'] ?? access.channel.config['url'] ?? access.channel.externalId
  const url = webAddress(given)
  if (url === null) throw new ListenFailure('the feed has no address', { kind: 'limited', words: { ja: 'フィードのURLを確認してください。httpかhttpsで始まります。', en: 'Check the feed’s address. It begins with http or https.' } })
  return url
}

async function get(access: Access, feedUrl: string, last: FeedCursor): Promise<OutboundResponse> {
  try {
    return await access.outbound.fetch(feedUrl, {
      headers: {
        accept: 'application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1',
        'user-agent': 'Kikimimi (feed reader)',
        ...(last.etag === null ? {} : { 'if-none-match': last.etag }),
        ...(last.modified === null ? {} : { 'if-modified-since': last.modified }),
      },
      maxBytes, redirects: 5, signal: access.signal,
    })
  } catch (error) {
    if (error instanceof OutboundFailure && error.reason === 'too-large') throw new ListenFailure('the feed is too large', { kind: 'limited', words: { ja: 'フィードが大きすぎます（5 MBまで）。', en: 'The feed is too large (5 MB at most).' } }, error)
    if (error instanceof OutboundFailure && error.reason === 'refused-address') throw new ListenFailure('the address is refused', { kind: 'limited', words: { ja: 'このアドレスへの接続は許可されていません（社内のアドレス）。', en: 'This address may not be reached (a private address).' } }, error)
    throw listenFailure(error)
  }
}

/** By content, whatever the header says. */
async function parse(text: string): Promise<Pick<FeedBody, 'format' | 'feed'>> {
  // Loaded at the first feed: the parser costs a third of a second of the start.
  const { parseFeed, parseJsonFeed } = await import('feedsmith')
  try {
    if (text.trimStart().startsWith('{')) return { format: 'json', feed: parseJsonFeed(parseJson(text)) }
    const { format, feed } = parseFeed(text)
    return { format, feed }
  } catch (cause) {
    throw new UnknownEnvelope(`not a feed that can be read: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

function nextAfter(answer: OutboundResponse): ListenFailure['next'] {
  if (answer.status === 429 || answer.status >= 500) return { kind: 'retry', afterMs: retryAfterMs(answer.headers, 600_000) }
  return { kind: 'limited', words: { ja: `フィードを読めません（HTTP ${answer.status}）。URLを確認してください。`, en: `The feed cannot be read (HTTP ${answer.status}). Check its address.` } }
}
