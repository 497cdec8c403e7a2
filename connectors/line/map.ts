import type { AuthorFacts, ChannelFacts, Mapped, MappedMention } from '../../core/ports/connector.ts'
import { Unmappable } from '../../core/ports/connector.ts'
import type { Fields } from '../shared/read.ts'
import { fieldsOf, idOf, isFields, isoTime, listOf, textOf } from '../shared/read.ts'
import { mapEvent } from './map-event.ts'
import { mediaOf } from './map-media.ts'
import type { LineSource } from './payloads.ts'
import { sourceOf } from './payloads.ts'

/** One event of LINE in our words. Pure. */
export function map(raw: unknown, channel: ChannelFacts): Mapped {
  const event = fieldsOf(raw)['event']
  if (!isFields(event)) throw new Unmappable('event', 'the event is not an object')
  const type = textOf(event['type'], 100)
  if (type === null) throw new Unmappable('event.type', 'the event has no type')
  if (type === 'unsend') return { kind: 'deleted', externalId: needed(idOf(fieldsOf(event['unsend'])['messageId']), 'event.unsend.messageId') }
  if (type !== 'message' && type !== 'messageEdited') return mapEvent(type, event, channel)
  const source = needed(sourceOf(event), 'event.source')
  const mention = mapMessage(type, event, source)
  if (source.userId !== null && source.userId === channel.externalId) return { kind: 'own', message: mention }
  return type === 'messageEdited' ? { kind: 'edited', mention } : { kind: 'mention', mention }
}

function mapMessage(type: string, event: Fields, source: LineSource): MappedMention {
  const message = fieldsOf(event['message'])
  const sentAt = needed(isoTime(event['timestamp']), 'event.timestamp')
  return {
    externalId: needed(idOf(message['id']), 'event.message.id'),
    version: type === 'messageEdited' ? versionOf(sentAt) : 0,
    kind: 'direct',
    text: textOf(message['text']) ?? '',
    media: mediaOf(message),
    url: null,
    publishedAt: sentAt,
    author: authorOf(source),
    inReplyTo: idOf(message['quotedMessageId']),
    conversation: source.key,
    replyToken: replyTokenOf(event, sentAt),
    summoned: !source.shared || mentionsUs(message),
  }
}

/** LINE brings ids only; name and picture come by the profile call. In a group a person may stay unnamed. */
function authorOf(source: LineSource): AuthorFacts {
  return { externalId: source.userId ?? source.key, handle: null, name: null, avatarUrl: null }
}

/** Edits may come out of order and the highest timestamp wins. Seconds, because versions are 32 bits wide. */
function versionOf(editedAt: string): number {
  return Math.min(Math.floor(Date.parse(editedAt) / 1000), 2_147_483_647)
}

/** Good for about a minute; ours ends earlier, so that a reply sent in its last seconds still arrives in time. */
function replyTokenOf(event: Fields, sentAt: string): MappedMention['replyToken'] {
  const token = textOf(event['replyToken'], 500)
  if (token === null || /^(?:0+|f+)$/i.test(token)) return null
  return { token, expiresAt: new Date(Date.parse(sentAt) + 50_000).toISOString() }
}

function mentionsUs(message: Fields): boolean {
  return listOf(fieldsOf(message['mention'])['mentionees']).some((mentionee) => fieldsOf(mentionee)['isSelf'] === true)
}

function needed<T>(value: T | null, path: string): T {
  if (value === null) throw new Unmappable(path, `${path} is missing`)
  return value
}
