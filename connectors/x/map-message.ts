import type { ChannelFacts, Mapped, MappedMention } from '../../core/ports/connector.ts'
import { Unmappable } from '../../core/ports/connector.ts'
import type { Fields } from '../shared/read.ts'
import { fieldsOf, idOf, isoTime } from '../shared/read.ts'
import type { XIncludes } from './payloads.ts'
import { authorOf, fullTextOf } from './payloads.ts'

/** A direct message that is not encrypted. One conversation for each person. */
export function mapMessage(event: Fields, includes: XIncludes, channel: ChannelFacts): Mapped {
  const created = fieldsOf(event['message_create'])
  const id = idOf(event['id'])
  const sender = idOf(created['sender_id'])
  if (event['type'] !== 'message_create') return { kind: 'ignore', reason: 'a direct message event without a message' }
  if (id === null) throw new Unmappable('payload.id', 'the message has no id')
  if (sender === null) throw new Unmappable('payload.message_create.sender_id', 'the message has no sender')
  const publishedAt = isoTime(event['created_timestamp'])
  if (publishedAt === null) throw new Unmappable('payload.created_timestamp', 'the message has no time')
  const own = sender === channel.externalId
  const person = own ? idOf(fieldsOf(created['target'])['recipient_id']) ?? sender : sender
  const message: MappedMention = {
    externalId: id,
    version: 0,
    kind: 'direct',
    text: fullTextOf(fieldsOf(created['message_data'])),
    media: mediaOf(fieldsOf(created['message_data'])),
    url: null,
    publishedAt,
    author: authorOf(sender, includes),
    inReplyTo: null,
    conversation: `dm:${person}`,
    summoned: true,
  }
  return own ? { kind: 'own', message } : { kind: 'mention', mention: message }
}

/** The picture's address asks for our own sign-in, so it is only named. */
function mediaOf(data: Fields): MappedMention['media'] {
  const type = fieldsOf(fieldsOf(data['attachment'])['media'])['type']
  if (type === undefined) return []
  return [{ kind: type === 'photo' ? 'image' : 'video', url: null, ref: null, alt: null }]
}
