import type { Access, ListenPage, SplitItem } from '../../core/ports/connector.ts'
import { ListenFailure, UnknownEnvelope } from '../../core/ports/connector.ts'
import { listenFailure } from '../shared/failure.ts'
import { countOf, fieldsOf, idOf, isFields, listOf, textOf } from '../shared/read.ts'
import type { TokenPage } from '../shared/walk-pages.ts'
import { walkPages } from '../shared/walk-pages.ts'
import type { XAnswer } from './client.ts'
import { callX } from './client.ts'
import { nextAfter, problemOf } from './problems.ts'
import { split } from './webhook.ts'

/**
 * Where the reading of one timeline stands. X lists newest first, so a walk that breaks off has the new end and lacks
 * the old one: `until` is the oldest post it stored and `newest` what `since` becomes once the walk has ended.
 */
interface Place {
  since: string | null
  newest: string | null
  until: string | null
}

interface Timeline {
  /** Name in the cursor. */
  name: 'mentions' | 'own'
  path: string
  as: 'app' | 'account'
  query: Record<string, string>
}

/** Who speaks to us, then what our account wrote, here or elsewhere: without a webhook nothing else tells of that. */
const timelines: readonly Timeline[] = [
  { name: 'mentions', path: 'mentions', as: 'app', query: {} },
  { name: 'own', path: 'tweets', as: 'account', query: { exclude: 'retweets' } },
]

/** How much history a first poll takes. X lists 800 mentions at most and bills what it lists. */
const firstPosts = { mentions: 800, own: 100 }

/** Pages from the newest post to the last known one, of each timeline. */
export async function* listen(access: Access, stored: string | null): AsyncGenerator<ListenPage> {
  const cursor = readCursor(stored)
  let last = stored
  for (const timeline of timelines) {
    for await (const { items, place } of walk(access, timeline, cursor[timeline.name])) {
      cursor[timeline.name] = place
      const text = JSON.stringify(cursor)
      // An empty page in the middle is nothing to store, and not the end either.
      if (items.length > 0 || text !== last) yield { items, cursor: text }
      last = text
    }
  }
}

async function* walk(access: Access, timeline: Timeline, from: Place): AsyncGenerator<{ items: SplitItem[]; place: Place }> {
  const limit = from.since === null ? firstPostsOf(access, timeline) : null
  let place = from
  let taken = 0
  // A token belongs to the question it came from, so that is asked again and again until a token runs out.
  let question = from
  async function fetch(token: string | null): Promise<TokenPage<unknown>> {
    const answer = await ask(access, timeline, { ...boundsOf(question), ...(token === null ? {} : { pagination_token: token }) })
    const another = askDifferently(answer, token, place)
    if (another === null) return readPage(answer)
    question = another
    return readPage(await ask(access, timeline, boundsOf(question)))
  }
  for await (const { page, next } of walkPages(fetch)) {
    const items = split(page)
    taken += items.length
    place = advance(place, page)
    const ended = next === null || (limit !== null && taken >= limit)
    yield { items, place: ended ? { since: highest(place.since, place.newest), newest: null, until: null } : place }
    if (ended) return
  }
}

/** A page token may run out: the oldest post that was stored marks the same place. A `since_id` may be too old for X. */
function askDifferently(answer: XAnswer, token: string | null, place: Place): Place | null {
  if (answer.status !== 400) return null
  if (token !== null && concerns(answer, 'pagination_token')) return place
  return place.since !== null && concerns(answer, 'since_id') ? { ...place, since: null } : null
}

function firstPostsOf(access: Access, { name }: Timeline): number {
  return name === 'mentions' ? countOf(access.channel.config['firstPosts']) ?? firstPosts.mentions : firstPosts.own
}

async function ask(access: Access, timeline: Timeline, bounds: Record<string, string>): Promise<XAnswer> {
  const path = `users/${encodeURIComponent(access.channel.externalId)}/${timeline.path}`
  try {
    return await callX(access, { method: 'GET', path, query: { ...fields, ...timeline.query, max_results: '100', ...bounds }, as: timeline.as })
  } catch (error) {
    throw listenFailure(error)
  }
}

function readPage(answer: XAnswer): TokenPage<unknown> {
  if (answer.status !== 200) throw new ListenFailure(`X answered ${answer.status}: ${problemOf(answer).detail}`, nextAfter(answer))
  if (!isFields(answer.data)) throw new UnknownEnvelope('the answer is not a JSON object')
  if (!isFields(answer.data['meta'])) {
    if (Array.isArray(answer.data['errors'])) throw new ListenFailure(problemOf(answer).detail, nextAfter({ ...answer, status: 404 }))
    throw new UnknownEnvelope('meta is missing')
  }
  return { page: answer.data, next: textOf(answer.data['meta']['next_token']) }
}

/** What is asked for with every post that is read, here and in `reply.ts`. */
export const fields: Record<string, string> = {
  'tweet.fields': 'id,text,author_id,conversation_id,created_at,edit_history_tweet_ids,entities,in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets,attachments',
  'user.fields': 'id,name,username,profile_image_url,public_metrics',
  'media.fields': 'media_key,type,url,preview_image_url,alt_text',
  expansions: 'author_id,referenced_tweets.id,referenced_tweets.id.author_id,attachments.media_keys',
}

function boundsOf(place: Place): Record<string, string> {
  return { ...(place.since === null ? {} : { since_id: place.since }), ...(place.until === null ? {} : { until_id: place.until }) }
}

function concerns(answer: XAnswer, parameter: string): boolean {
  return listOf(fieldsOf(answer.data)['errors']).some((error) => parameter in fieldsOf(fieldsOf(error)['parameters']) || fieldsOf(error)['parameter'] === parameter)
}

function advance(place: Place, page: unknown): Place {
  const ids = listOf(fieldsOf(page)['data']).flatMap((post) => idOf(fieldsOf(post)['id']) ?? []).filter((id) => /^\d+$/.test(id))
  const newest = ids.reduce<string | null>(highest, place.newest)
  const until = ids.reduce<string | null>((low, id) => (low === null || compareIds(id, low) < 0 ? id : low), place.until)
  return { ...place, newest, until }
}

function highest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return compareIds(a, b) >= 0 ? a : b
}

/** Ids are decimal strings beyond 2^53. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

function readCursor(stored: string | null): Record<Timeline['name'], Place> {
  try {
    const fields = fieldsOf(JSON.parse(stored ?? '{}'))
    return { mentions: readPlace(fields['mentions']), own: readPlace(fields['own']) }
  } catch (cause) {
    throw new ListenFailure('the stored cursor cannot be read', { kind: 'limited', words: { ja: '読み取り位置が壊れています。この接続を外し、もう一度接続してください。', en: 'The reading position is damaged. Disconnect this channel and connect it again.' } }, cause)
  }
}

function readPlace(value: unknown): Place {
  const { since, newest, until } = fieldsOf(value)
  return { since: idOf(since), newest: idOf(newest), until: idOf(until) }
}
