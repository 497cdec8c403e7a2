import type { HandshakeAnswer, SignedRequest, SplitItem } from '../../core/ports/connector.ts'
import { UnknownEnvelope } from '../../core/ports/connector.ts'
import type { Fields } from '../shared/read.ts'
import { boundedId, fieldsOf, hashOfValue, idOf, isFields, listOf, textOf } from '../shared/read.ts'
import { fitsSignature, signBytes } from '../shared/signature.ts'
import { splitLegacy } from './legacy-events.ts'
import type { XItem } from './payloads.ts'
import { includesOf, readIncludes } from './payloads.ts'

const hmac = { algorithm: 'sha256', encoding: 'base64' } as const

/** `x-twitter-webhooks-signature: sha256=base64(HMAC-SHA256(consumer secret, raw body))`. */
export function verify(request: SignedRequest, secrets: Record<string, string>): boolean {
  const given = request.headers.get('x-twitter-webhooks-signature')
  return fitsSignature(secrets['consumerSecret'], request.body, given?.startsWith('sha256=') ? given.slice(7) : null, hmac)
}

/** X asks when a webhook is made and every hour or so: `GET ?crc_token=...`. */
export function handshake(request: SignedRequest, secrets: Record<string, string>): HandshakeAnswer | null {
  const token = request.url.searchParams.get('crc_token')
  const secret = secrets['consumerSecret']
  if (request.method !== 'GET' || !token || !secret) return null
  return { status: 200, contentType: 'application/json', body: JSON.stringify({ response_token: `sha256=${signBytes(secret, token, hmac)}` }) }
}

/** A page of the API, an X Activity event, or a legacy Account Activity body. */
export function split(body: unknown): SplitItem[] {
  if (!isFields(body)) throw new UnknownEnvelope('the body is not an object')
  if (isFields(body['data']) && typeof body['data']['event_type'] === 'string') return splitActivity(body['data'], body['data']['event_type'])
  if (idOf(body['for_user_id']) !== null || isFields(body['user_event'])) return splitLegacy(body)
  if (Array.isArray(body['data']) || isFields(body['meta'])) return splitPage(body)
  throw new UnknownEnvelope('neither a page (data, meta) nor an activity event (data.event_type)')
}

/** Newest first as X sends them, so turned round: the intake keeps the order of arrival. */
function splitPage(body: Fields): SplitItem[] {
  const all = readIncludes(body['includes'])
  return listOf(body['data']).map((post): SplitItem => {
    const raw: XItem = { event: 'page', payload: post, ...includesOf(fieldsOf(post), all) }
    return { channelExternalId: null, kind: 'mention', dedupeKey: idOf(fieldsOf(post)['id']) ?? hashOfValue(post), raw }
  }).reverse()
}

function splitActivity(data: Fields, event: string): SplitItem[] {
  const payload = data['payload']
  const channelExternalId = idOf(fieldsOf(data['filter'])['user_id'])
  const key = idOf(data['event_uuid']) ?? hashOfValue(data)
  if (event === 'dm.received' || event === 'dm.sent') return splitMessages(fieldsOf(payload), data, event, channelExternalId)
  if (event === 'post.create' || event === 'post.mention.create') {
    const post = fieldsOf(payload)
    const raw: XItem = { event, payload, ...includesOf(post, readIncludes(data['includes'])) }
    // The same key as a poll uses, so that post, mention event and page are one row.
    return [{ channelExternalId, kind: 'mention', dedupeKey: idOf(post['id']) ?? key, raw, urgent: event === 'post.mention.create' }]
  }
  const { users } = readIncludes(data['includes'])
  const raw: XItem = { event, payload, users: [...users.values()], posts: [], media: [] }
  return [{ channelExternalId, kind: event === 'post.delete' ? 'change' : 'event', dedupeKey: boundedId(`${event}:${key}`), raw }]
}

function splitMessages(payload: Fields, data: Fields, event: string, channelExternalId: string | null): SplitItem[] {
  const users = new Map([...readIncludes(data['includes']).users, ...readIncludes({ users: payload['users'] }).users])
  return listOf(payload['direct_message_events']).map((message): SplitItem => {
    const fields = fieldsOf(message)
    const raw: XItem = { event, payload: message, users: [...users.values()], posts: [], media: [] }
    const isText = textOf(fields['type']) === 'message_create'
    return { channelExternalId, kind: isText ? 'mention' : 'event', dedupeKey: idOf(fields['id']) ?? hashOfValue(message), raw, urgent: isText }
  })
}
