import type { MappedMedia } from '../../core/ports/connector.ts'
import type { Fields } from '../shared/read.ts'
import { fieldsOf, idOf, listOf, textOf, webAddress } from '../shared/read.ts'

/** What a message brings beside words. `ref` is the message id, or `sticker:` and its id, that `media` takes; LINE keeps the bytes for a while only. */
export function mediaOf(message: Fields): MappedMedia[] {
  switch (message['type']) {
    case 'image':
    case 'video':
    case 'audio':
      return [contentOf(message, message['type'])]
    case 'file':
      return [{ kind: 'file', url: null, ref: idOf(message['id']), alt: textOf(message['fileName'], 500) }]
    case 'sticker':
      return [stickerOf(message)]
    case 'location':
      return [{ kind: 'location', url: null, ref: null, alt: placeOf(message) }]
    case 'text':
      return []
    default:
      // A kind of message that LINE adds later still is a message.
      return [{ kind: 'file', url: null, ref: null, alt: textOf(message['type'], 100) }]
  }
}

function contentOf(message: Fields, kind: 'image' | 'video' | 'audio'): MappedMedia {
  const provider = fieldsOf(message['contentProvider'])
  if (provider['type'] === 'external') return { kind, url: webAddress(provider['originalContentUrl']), ref: null, alt: null }
  return { kind, url: null, ref: idOf(message['id']), alt: null }
}

function stickerOf(message: Fields): MappedMedia {
  const id = idOf(message['stickerId'])
  const keywords = listOf(message['keywords']).flatMap((word) => textOf(word, 100) ?? [])
  const ref = id !== null && /^\d+$/.test(id) ? `sticker:${id}` : null
  return { kind: 'sticker', url: null, ref, alt: textOf(message['text'], 500) ?? (keywords.length > 0 ? keywords.join(', ') : null) }
}

function placeOf(message: Fields): string | null {
  const { latitude, longitude } = message
  const place = [textOf(message['title'], 500), textOf(message['address'], 500)].filter((part) => part !== null)
  const point = typeof latitude === 'number' && typeof longitude === 'number' ? [`${latitude},${longitude}`] : []
  return [...place, ...point].join(' ') || null
}
