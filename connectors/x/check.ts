import type { Access, CheckResult } from '../../core/ports/connector.ts'
import { ListenFailure } from '../../core/ports/connector.ts'
import { listenFailure } from '../shared/failure.ts'
import { fieldsOf, idOf, listOf, textOf, webAddress } from '../shared/read.ts'
import type { XAnswer, XCall } from './client.ts'
import { callX } from './client.ts'
import { nextAfter, problemOf } from './problems.ts'

/** Who we are at X, and whether X has a working webhook and a subscription for us. */
export async function check(access: Access): Promise<CheckResult> {
  const answer = await ask(access, { method: 'GET', path: 'users/me', query: { 'user.fields': 'profile_image_url' }, as: 'account' })
  if (answer.status !== 200) throw new ListenFailure(`X answered ${answer.status}: ${problemOf(answer).detail}`, nextAfter(answer))
  const me = fieldsOf(fieldsOf(answer.data)['data'])
  const id = idOf(me['id'])
  if (id === null) throw new ListenFailure('X did not say who we are', { kind: 'retry', afterMs: 60_000 })
  const subscribed = await isSubscribed(access, id)
  return {
    externalId: id,
    name: textOf(me['name'], 500) ?? id,
    handle: textOf(me['username'], 200),
    avatarUrl: webAddress(me['profile_image_url']),
    subscribed,
    ...(subscribed === true ? {} : { limited: pollingOnly }),
  }
}

/** Null when X does not tell: these two calls take the app's bearer token only. */
async function isSubscribed(access: Access, userId: string): Promise<boolean | null> {
  if (!access.credentials['bearerToken']) return null
  const webhooks = await ask(access, { method: 'GET', path: 'webhooks', as: 'app' })
  const subscriptions = await ask(access, { method: 'GET', path: 'activity/subscriptions', as: 'app' })
  if (webhooks.status !== 200 || subscriptions.status !== 200) return null
  const valid = new Set(dataOf(webhooks).filter((webhook) => webhook['valid'] === true).map((webhook) => idOf(webhook['id'])))
  return dataOf(subscriptions).some((one) => idOf(fieldsOf(one['filter'])['user_id']) === userId && valid.has(idOf(one['webhook_id'])))
}

function dataOf(answer: XAnswer): Record<string, unknown>[] {
  return listOf(fieldsOf(answer.data)['data']).map(fieldsOf)
}

async function ask(access: Access, call: XCall): Promise<XAnswer> {
  try {
    return await callX(access, call)
  } catch (error) {
    throw listenFailure(error)
  }
}

const pollingOnly = {
  ja: 'Webhookの購読が確認できません。数分ごとの読み取りで届きますが、ダイレクトメッセージ、フォロー、いいねは届きません。',
  en: 'No webhook subscription is seen. Mentions arrive by polling every few minutes; direct messages, follows and likes do not.',
}
