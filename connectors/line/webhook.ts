import type { SignedRequest, SplitItem } from '../../core/ports/connector.ts'
import { UnknownEnvelope } from '../../core/ports/connector.ts'
import type { Fields } from '../shared/read.ts'
import { boundedId, fieldsOf, hashOfValue, idOf, isFields, listOf } from '../shared/read.ts'
import { fitsSignature } from '../shared/signature.ts'
import type { LineItem } from './payloads.ts'

/** `x-line-signature: base64(HMAC-SHA256(channel secret, raw body))`. */
export function verify(request: SignedRequest, secrets: Record<string, string>): boolean {
  return fitsSignature(secrets['channelSecret'], request.body, request.headers.get('x-line-signature'), { algorithm: 'sha256', encoding: 'base64' })
}

/** LINE's "verify" button sends no events; that is a body without items. */
export function split(body: unknown): SplitItem[] {
  if (!isFields(body) || !Array.isArray(body['events'])) throw new UnknownEnvelope('events is missing')
  const destination = idOf(body['destination'])
  return body['events'].flatMap((event: unknown) => onePerMember(event)).map(({ event, suffix }) => toItem(destination, event, suffix))
}

/** Several people may join or leave in one event; each is an event of their own. */
function onePerMember(event: unknown): { event: unknown; suffix: string }[] {
  const fields = fieldsOf(event)
  const part = fields['type'] === 'memberJoined' ? 'joined' : fields['type'] === 'memberLeft' ? 'left' : null
  const members = part === null ? [] : listOf(fieldsOf(fields[part])['members'])
  if (part === null || members.length < 2) return [{ event, suffix: '' }]
  return members.map((member, index) => ({ event: { ...fields, [part]: { members: [member] } }, suffix: `:${idOf(fieldsOf(member)['userId']) ?? index}` }))
}

function toItem(destination: string | null, event: unknown, suffix: string): SplitItem {
  const fields = fieldsOf(event)
  const kind = fields['type'] === 'message' ? 'mention' : fields['type'] === 'unsend' || fields['type'] === 'messageEdited' ? 'change' : 'event'
  const raw: LineItem = { destination, event }
  return { channelExternalId: destination, kind, dedupeKey: boundedId(`${keyOf(fields, event)}${suffix}`), raw, urgent: kind === 'mention' }
}

/** LINE sends an event again with the same id and another `deliveryContext`. */
function keyOf(fields: Fields, event: unknown): string {
  const id = idOf(fields['webhookEventId'])
  if (id !== null) return id
  if (!isFields(event)) return hashOfValue(event)
  const { deliveryContext: _delivery, replyToken: _token, ...lasting } = event
  return hashOfValue(lasting)
}
