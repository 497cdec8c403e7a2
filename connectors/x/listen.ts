import type { Access, ListenPage } from '../../core/ports/connector.ts'
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
 * Where a channel's reading of mentions stands. X lists newest first, so a walk that breaks off has the new end and
 * lacks the old one: `until` is the oldest post it stored and `newest` what `since` becomes once the walk has ended.
 */
interface Cursor {
  since: string | null
  newest: string | null
  until: string | null
}

/** Posts that mention the account, as pages from the newest to the last known one. A first call takes what X still lists, at most 800. */
export async function* listen(access: Access, stored: string | null): AsyncGenerator<ListenPage> {
  let cursor = readCursor(stored)
  const limit = stored === null ? countOf(access.channel.config['firstPosts']) : null
  let taken = 0
  for await (const { page, next } of walkPages((token) => fetchMentions(access, cursor, token))) {
    const items = split(page)
    taken += items.length
    cursor = advance(cursor, page)
    const ended = next === null || (limit !== null && taken >= limit)
    yield { items, cursor: JSON.stringify(ended ? { since: highest(cursor.since, cursor.newest), newest: null, until: null } : cursor) }
    if (ended) return
  }
}

async function fetchMentions(access: Access, cursor: Cursor, token: string | null): Promise<TokenPage<unknown>> {
  const answer = await ask(access, token === null ? boundsOf(cursor) : { ...boundsOf({ ...cursor, until: null }), pagination_token: token })
  if (answer.status === 400 && concerns(answer, 'pagination_token') && token !== null) {
    // A page token may have run out: the same place is found again by the oldest post that was stored.
    return readPage(await ask(access, boundsOf(cursor)))
  }
  if (answer.status === 400 && concerns(answer, 'since_id') && cursor.since !== null) {
    return readPage(await ask(access, boundsOf({ ...cursor, since: null })))
  }
  return readPage(answer)
}

async function ask(access: Access, bounds: Record<string, string>): Promise<XAnswer> {
  const path = `users/${encodeURIComponent(access.channel.externalId)}/mentions`
  try {
    return await callX(access, { method: 'GET', path, query: { ...fields, max_results: '100', ...bounds }, as: 'app' })
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

function boundsOf(cursor: Cursor): Record<string, string> {
  return { ...(cursor.since === null ? {} : { since_id: cursor.since }), ...(cursor.until === null ? {} : { until_id: cursor.until }) }
}

function concerns(answer: XAnswer, parameter: string): boolean {
  return listOf(fieldsOf(answer.data)['errors']).some((error) => parameter in fieldsOf(fieldsOf(error)['parameters']) || fieldsOf(error)['parameter'] === parameter)
}

function advance(cursor: Cursor, page: unknown): Cursor {
  const ids = listOf(fieldsOf(page)['data']).flatMap((post) => idOf(fieldsOf(post)['id']) ?? []).filter((id) => /^\d+$/.test(id))
  const newest = ids.reduce<string | null>(highest, cursor.newest)
  const until = ids.reduce<string | null>((low, id) => (low === null || compareIds(id, low) < 0 ? id : low), cursor.until)
  return { ...cursor, newest, until }
}

function highest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return compareIds(a, b) >= 0 ? a : b
}

/** Ids are decimal strings beyond 2^53. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

function readCursor(stored: string | null): Cursor {
  if (stored === null) return { since: null, newest: null, until: null }
  try {
    const fields = fieldsOf(JSON.parse(stored))
    return { since: idOf(fields['since']), newest: idOf(fields['newest']), until: idOf(fields['until']) }
  } catch (cause) {
    throw new ListenFailure('the stored cursor cannot be read', { kind: 'limited', words: { ja: '読み取り位置が壊れています。チャンネルの読み取り位置を初期化してください。', en: 'The reading position is damaged. Reset the position of this channel.' } }, cause)
  }
}
