import type { messagingApi } from '@line/bot-sdk'
import type { Access, ActionToSend, Operation, SendAnswer } from '../../core/ports/connector.ts'
import type { OutboundResponse } from '../../core/ports/outbound-fetch.ts'
import { noTarget, retryAfterMs, sendFailure } from '../shared/failure.ts'
import { fieldsOf, idOf, listOf } from '../shared/read.ts'
import type { LineCall } from './client.ts'
import { callLine, jsonOf, messageOf } from './client.ts'
import { receiverOf } from './payloads.ts'

/**
 * Free, once, within about a minute. Target: `replyToken`. LINE takes no retry key here. `reply-token-expired` is
 * provably not applied: whoever sent it may push instead.
 */
export const replyByToken: Operation = {
  idempotency: 'none',
  async send(access, action) {
    const replyToken = action.target['replyToken']
    if (!replyToken) return tokenExpired
    const body: messagingApi.ReplyMessageRequest = { replyToken, messages: messagesOf(action) }
    return deliver(access, { method: 'POST', path: '/v2/bot/message/reply', body })
  },
}

/** Metered. Target: `to`, the conversation's key or a bare id. The retry key goes along from the first try on. */
export const push: Operation = {
  idempotency: 'key',
  async send(access, action) {
    const to = action.target['to']
    if (!to) return noTarget('to')
    const body: messagingApi.PushMessageRequest = { to: receiverOf(to), messages: messagesOf(action) }
    return deliver(access, { method: 'POST', path: '/v2/bot/message/push', body, headers: { 'x-line-retry-key': action.idempotencyKey } })
  },
}

async function deliver(access: Access, call: LineCall): Promise<SendAnswer> {
  try {
    return readAnswer(await callLine(access, call))
  } catch (error) {
    return sendFailure(error)
  }
}

function readAnswer(answer: OutboundResponse): SendAnswer {
  const said = messageOf(answer)
  // 409 comes only for a retry key that LINE took before: that is our own success.
  const accepted = answer.status === 409 && answer.headers.get('x-line-accepted-request-id') !== null
  if (answer.status === 200 || accepted) return readSent(answer)
  if (answer.status === 401) return { kind: 'reconnect', reason: said }
  if (answer.status === 429) return monthlyLimit.test(said) ? rejected('monthly-limit', '今月のメッセージ配信数の上限に達しました。', 'This month’s messages are used up.') : { kind: 'retry', afterMs: retryAfterMs(answer.headers, 10_000), reason: said, limited: true }
  if (answer.status === 400 && /reply token/i.test(said)) return tokenExpired
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 409) return rejected('refused', `LINEが受け付けませんでした: ${said}`, `LINE refused it: ${said}`)
  return { kind: 'ambiguous', reason: said }
}

const tokenExpired = rejected('reply-token-expired', '無料の返信トークンの期限が切れました。', 'The free reply token has run out.')
const monthlyLimit = /monthly limit/i

function readSent(answer: OutboundResponse): SendAnswer {
  const body = jsonOf(answer)
  // A page of a proxy with status 200 proves nothing.
  if (Object.keys(body).length === 0 && answer.bytes.length > 2) return { kind: 'ambiguous', reason: 'LINE’s answer is no JSON' }
  return { kind: 'done', externalId: idOf(fieldsOf(listOf(body['sentMessages'])[0])['id']), url: null }
}

function messagesOf(action: ActionToSend): messagingApi.Message[] {
  return [{ type: 'text', text: action.text }]
}

function rejected(code: string, ja: string, en: string): SendAnswer {
  return { kind: 'rejected', code, words: { ja, en } }
}
