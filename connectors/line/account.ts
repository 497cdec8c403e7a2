import type { Access, AuthorFacts, CheckResult } from '../../core/ports/connector.ts'
import { ListenFailure } from '../../core/ports/connector.ts'
import { countOf, idOf, textOf, webAddress } from '../shared/read.ts'
import { callLine, jsonOf, readLine } from './client.ts'

/** Who the official account is, and whether LINE sends its events anywhere. */
export async function check(access: Access): Promise<CheckResult> {
  const info = jsonOf(await readLine(access, '/v2/bot/info'))
  const id = idOf(info['userId'])
  if (id === null) throw new ListenFailure('LINE did not say who we are', { kind: 'retry', afterMs: 60_000 })
  const endpoint = jsonOf(await readLine(access, '/v2/bot/channel/webhook/endpoint'))
  const subscribed = endpoint['active'] === true && textOf(endpoint['endpoint']) !== null
  return {
    externalId: id,
    name: textOf(info['displayName'], 500) ?? id,
    handle: textOf(info['basicId'], 200),
    avatarUrl: webAddress(info['pictureUrl']),
    subscribed,
    ...(subscribed ? {} : { limited: noWebhook }),
  }
}

/** A person's name as the account may see it; null once they blocked the account, left the group or never added it. */
export async function profile(access: Access, externalId: string, conversation: string | null): Promise<AuthorFacts | null> {
  if (/^group:C[0-9a-f]{32}$/.test(externalId)) return groupName(access, externalId)
  if (!/^U[0-9a-f]{32}$/.test(externalId)) return null
  const answer = await readLine(access, `${placeOf(conversation)}/${externalId}`)
  if (answer.status === 404) return null
  const body = jsonOf(answer)
  return { externalId, handle: null, name: textOf(body['displayName'], 500), avatarUrl: webAddress(body['pictureUrl']) }
}

/** A group speaks for members without an id. */
async function groupName(access: Access, externalId: string): Promise<AuthorFacts | null> {
  const answer = await readLine(access, `/v2/bot/group/${externalId.slice('group:'.length)}/summary`)
  if (answer.status === 404) return null
  const body = jsonOf(answer)
  return { externalId, handle: null, name: textOf(body['groupName'], 500), avatarUrl: webAddress(body['pictureUrl']) }
}

function placeOf(conversation: string | null): string {
  const [kind, id] = conversation?.split(':', 2) ?? []
  return (kind === 'group' || kind === 'room') && id ? `/v2/bot/${kind}/${encodeURIComponent(id)}/member` : '/v2/bot/profile'
}

/** The bytes of a picture, film, sound or file; null once LINE or the sender has removed it. */
export async function media(access: Access, ref: string): Promise<{ bytes: Uint8Array; contentType: string } | null> {
  if (ref.startsWith('sticker:')) return sticker(access, ref.slice('sticker:'.length))
  const answer = await callLine(access, { method: 'GET', path: `/v2/bot/message/${encodeURIComponent(ref)}/content`, host: 'data', maxBytes: 50 * 1024 * 1024 })
  if (answer.status === 404 || answer.status === 410) return null
  if (answer.status === 401) throw new ListenFailure('LINE does not accept the token', { kind: 'reconnect' })
  // 202: LINE is still preparing a film or a sound.
  if (answer.status !== 200) throw new ListenFailure(`LINE answered ${answer.status} for the content`, { kind: 'retry', afterMs: 5_000 })
  return { bytes: answer.bytes, contentType: answer.headers.get('content-type') ?? 'application/octet-stream' }
}

/** A sticker's picture lies on a public host of its own. */
async function sticker(access: Access, id: string): Promise<{ bytes: Uint8Array; contentType: string } | null> {
  const host = access.baseUrls['sticker'] ?? 'https://stickershop.line-scdn.net'
  const answer = await access.outbound.fetch(`${host}/stickershop/v1/sticker/${id}/android/sticker.png`, { maxBytes: 2 * 1024 * 1024, signal: access.signal })
  if (answer.status >= 500 || answer.status === 429) throw new ListenFailure(`the sticker's host answered ${answer.status}`, { kind: 'retry', afterMs: 5_000 })
  return answer.status === 200 ? { bytes: answer.bytes, contentType: answer.headers.get('content-type') ?? 'image/png' } : null
}

/** Pushed messages of this month; `limit` null: the plan has none. */
export async function quota(access: Access): Promise<{ used: number; limit: number | null }> {
  const limit = jsonOf(await readLine(access, '/v2/bot/message/quota'))
  const used = countOf(jsonOf(await readLine(access, '/v2/bot/message/quota/consumption'))['totalUsage'])
  const value = countOf(limit['value'])
  if (used === null || (limit['type'] !== 'none' && value === null)) throw new ListenFailure('LINE did not tell the quota', { kind: 'retry', afterMs: 60_000 })
  return { used, limit: limit['type'] === 'none' ? null : value }
}

const noWebhook = {
  ja: 'LINE DevelopersでWebhookが有効になっていません。Webhook URLを登録し、「Webhookの利用」をオンにしてください。LINEには過去のメッセージを取り出すAPIがありません。',
  en: 'The webhook is not active in LINE Developers. Register the webhook URL and turn on "Use webhook". LINE has no API for past messages.',
}
