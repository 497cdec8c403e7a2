import type { ListenFailure, SendAnswer } from '../../core/ports/connector.ts'
import type { Sentence } from '../../core/errors.ts'
import { answeredAt, clampWait } from '../shared/failure.ts'
import { fieldsOf, textOf } from '../shared/read.ts'
import type { XAnswer } from './client.ts'

/** Errors of X: `application/problem+json`, whose title and detail the package's own message loses. */
export interface XProblem {
  /** Last part of the problem's address: `client-forbidden`, `usage-capped`, ... or empty. */
  type: string
  title: string
  detail: string
}

export function problemOf(answer: XAnswer): XProblem {
  const data = fieldsOf(answer.data)
  const first = fieldsOf(Array.isArray(data['errors']) ? data['errors'][0] : undefined)
  const type = textOf(data['type'] ?? first['type'], 300) ?? ''
  return {
    type: type.startsWith('https://api.') ? type.split('/').at(-1)! : '',
    title: textOf(data['title'] ?? first['title'], 300) ?? '',
    detail: textOf(first['message'] ?? data['detail'] ?? first['detail'], 1000) ?? '',
  }
}

/** X names the second at which the window opens again, and sends no Retry-After. */
export function resetMs(headers: Headers): number {
  const spent = ['x-rate-limit', 'x-app-limit-24hour', 'x-user-limit-24hour'].filter((name) => headers.get(`${name}-remaining`) === '0')
  const resets = (spent.length > 0 ? spent : ['x-rate-limit']).map((name) => Number(headers.get(`${name}-reset`) ?? Number.NaN))
  const latest = Math.max(...resets)
  return Number.isFinite(latest) && latest > 0 ? clampWait(latest * 1000 - answeredAt(headers)) : 900_000
}

/** Money or plan, not the moment: waiting a quarter of an hour does not help. */
function isUsedUp(answer: XAnswer): boolean {
  const { type, title } = problemOf(answer)
  return answer.status === 402 || type === 'usage-capped' || /usagecap|creditsdepleted/i.test(title.replaceAll(' ', ''))
}

export function nextAfter(answer: XAnswer): ListenFailure['next'] {
  const { type, detail, title } = problemOf(answer)
  if (isUsedUp(answer)) return { kind: 'limited', words: usedUpWords }
  if (answer.status === 401) return { kind: 'reconnect' }
  if (answer.status === 429) return { kind: 'retry', afterMs: resetMs(answer.headers) }
  if (answer.status >= 500 || answer.status === 408) return { kind: 'retry', afterMs: 60_000 }
  const said = detail || title || type || `HTTP ${answer.status}`
  return { kind: 'limited', words: { ja: `Xが読み取りを断りました: ${said}。アプリの権限と料金プランを確認してください。`, en: `X refuses to be read: ${said}. Check the app's permissions and plan.` } }
}

/** What an answer without success says about a post of ours. */
export function refusal(answer: XAnswer): SendAnswer {
  const { type, detail, title } = problemOf(answer)
  const said = detail || title || `HTTP ${answer.status}`
  if (isUsedUp(answer)) return { kind: 'rejected', code: 'used-up', words: usedUpWords }
  if (answer.status === 401) return { kind: 'reconnect', reason: said }
  if (answer.status === 429) return { kind: 'retry', afterMs: resetMs(answer.headers), reason: said, limited: true }
  if (answer.status >= 500 || answer.status === 408 || answer.status < 400) return { kind: 'ambiguous', reason: said }
  if (type === 'oauth1-permissions' || /app permissions/i.test(detail)) return { kind: 'reconnect', reason: said }
  return { kind: 'rejected', ...wordsFor(said) }
}

export function isDuplicate(answer: XAnswer): boolean {
  return answer.status === 403 && /duplicate content/i.test(problemOf(answer).detail)
}

export function duplicateRefused(): SendAnswer {
  return { kind: 'rejected', code: 'duplicate', words: { ja: '同じ文面をすでに投稿しているため、Xが受け付けませんでした。文面を変えて送り直してください。', en: 'X refused it because the account already posted the same words. Change the text and send again.' } }
}

function wordsFor(said: string): { code: string; words: Sentence } {
  if (/mentioned or otherwise engaged|not allowed/i.test(said)) return { code: 'reply-not-permitted', words: { ja: 'この投稿者は御社を@で呼んでいないため、契約中のプランではXが返信を許しません。Xの画面で返信してください。', en: 'The author did not mention or quote you, so X does not let your plan reply. Answer at X itself.' } }
  if (/deleted or not visible/i.test(said)) return { code: 'target-gone', words: { ja: '返信先の投稿が削除されたか、見られなくなりました。', en: 'The post was deleted or can no longer be seen.' } }
  if (/too long/i.test(said)) return { code: 'too-long', words: { ja: '文が長すぎます。短くして送り直してください。', en: 'The text is too long. Shorten it and send again.' } }
  return { code: 'refused', words: { ja: `Xが受け付けませんでした: ${said}`, en: `X refused it: ${said}` } }
}

const usedUpWords: Sentence = { ja: 'Xの利用枠を使い切りました。開発者コンソールで残高と上限を確認してください。', en: 'The usage paid for at X is spent. Check balance and cap in the developer console.' }
