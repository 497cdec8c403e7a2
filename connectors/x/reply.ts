import type { Access, ActionToSend, LookupAnswer, Operation, SendAnswer } from '../../core/ports/connector.ts'
import { ListenFailure } from '../../core/ports/connector.ts'
import { lookupFailure, noTarget, sendFailure } from '../shared/failure.ts'
import type { Fields } from '../shared/read.ts'
import { fieldsOf, idOf, isFields, listOf, textOf } from '../shared/read.ts'
import type { TokenPage } from '../shared/walk-pages.ts'
import { walkPages } from '../shared/walk-pages.ts'
import type { XAnswer } from './client.ts'
import { callX } from './client.ts'
import { fields } from './listen.ts'
import { historyOf, referencesOf } from './payloads.ts'
import { duplicateRefused, isDuplicate, nextAfter, problemOf, refusal } from './problems.ts'
import { isSameText } from './same-text.ts'

const settleMs = 90_000

/**
 * A public answer. Target: `inReplyTo`, the mention's external id. X takes no idempotency key, so after an unclear end
 * our own recent posts are read back and compared by whom they answer and what they say.
 */
export const reply: Operation = { idempotency: 'read-back', settleMs, send, lookup }

async function send(access: Access, action: ActionToSend): Promise<SendAnswer> {
  const target = action.target['inReplyTo']
  if (!target) return noTarget('inReplyTo')
  let answer: XAnswer
  try {
    answer = await callX(access, { method: 'POST', path: 'tweets', body: { text: action.text, reply: { in_reply_to_tweet_id: target } }, as: 'account' })
  } catch (error) {
    return sendFailure(error)
  }
  if (answer.status === 200) return readSent(access, answer)
  return isDuplicate(answer) ? explainDuplicate(access, action) : refusal(answer)
}

function readSent(access: Access, answer: XAnswer): SendAnswer {
  const id = idOf(fieldsOf(fieldsOf(answer.data)['data'])['id'])
  if (id === null) return { kind: 'ambiguous', reason: 'X answered success without the id of a post' }
  return { kind: 'done', externalId: id, url: addressOf(access, id) }
}

/** "Duplicate content" may be our own success of an earlier attempt: only when it is surely not there, it is a refusal. */
async function explainDuplicate(access: Access, action: ActionToSend): Promise<SendAnswer> {
  const answer = await lookup(access, action)
  if (answer.kind === 'found') return { kind: 'done', externalId: answer.externalId, url: answer.url }
  const settled = Date.now() - Date.parse(action.intentAt) > settleMs
  if (answer.kind === 'not-found' && settled) return duplicateRefused()
  return { kind: 'ambiguous', reason: 'X says the same words were posted already' }
}

/** Our own posts since a minute before the intent, page by page; never "the latest one". */
async function lookup(access: Access, action: ActionToSend): Promise<LookupAnswer> {
  try {
    for await (const { page } of walkPages((token) => fetchOwnPosts(access, action, token))) {
      const found = page.find((post) => isOurAnswer(post, access, action))
      const id = found && idOf(found['id'])
      if (found && id) return { kind: 'found', externalId: historyOf(found, id)[0]!, url: addressOf(access, id) }
    }
    return { kind: 'not-found' }
  } catch (error) {
    if (error instanceof ListenFailure && error.next.kind === 'retry') return { kind: 'cannot-tell', reason: error.message, afterMs: error.next.afterMs }
    return lookupFailure(error)
  }
}

async function fetchOwnPosts(access: Access, action: ActionToSend, token: string | null): Promise<TokenPage<Fields[]>> {
  const start = new Date(Date.parse(action.intentAt) - 60_000).toISOString()
  const query = { ...fields, max_results: '100', start_time: start, ...(token === null ? {} : { pagination_token: token }) }
  const answer = await callX(access, { method: 'GET', path: `users/${encodeURIComponent(access.channel.externalId)}/tweets`, query, as: 'account' })
  const data = fieldsOf(answer.data)
  if (answer.status !== 200 || !isFields(data['meta'])) throw new ListenFailure(`X answered ${answer.status}: ${problemOf(answer).detail}`, nextAfter(answer))
  return { page: listOf(data['data']).map(fieldsOf), next: textOf(data['meta']['next_token']) }
}

function isOurAnswer(post: Fields, access: Access, action: ActionToSend): boolean {
  const author = idOf(post['author_id'])
  const answers = referencesOf(post).some(({ type, id }) => type === 'replied_to' && id === action.target['inReplyTo'])
  return (author === null || author === access.channel.externalId) && answers && isSameText(post, action.text)
}

function addressOf(access: Access, id: string): string {
  return `https://x.com/${access.channel.handle?.replace(/^@/, '') ?? 'i'}/status/${encodeURIComponent(id)}`
}
