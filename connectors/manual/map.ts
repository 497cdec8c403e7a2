import type { ChannelFacts, Mapped, SplitItem } from '../../core/ports/connector.ts'
import { Unmappable, UnknownEnvelope } from '../../core/ports/connector.ts'
import { boundedId, fieldsOf, hashOf, hashOfValue, idOf, isFields, isoTime, textOf } from '../shared/read.ts'

export function split(body: unknown): SplitItem[] {
  if (!isFields(body)) throw new UnknownEnvelope('the entry is not an object')
  const entries = Array.isArray(body['items']) ? body['items'] : [body]
  return entries.map((entry: unknown): SplitItem => {
    const id = idOf(fieldsOf(entry)['externalId'])
    return { channelExternalId: null, kind: 'mention', dedupeKey: boundedId(`${id ?? 'none'} ${hashOfValue(entry)}`), raw: entry, urgent: true }
  })
}

export function map(raw: unknown, _channel: ChannelFacts): Mapped {
  const entry = fieldsOf(raw)
  const externalId = needed(idOf(entry['externalId']), 'externalId')
  const text = needed(textOf(entry['text']), 'text')
  const via = ways.find((way) => way === entry['via']) ?? 'other'
  const { name, contact } = whoOf(entry['who'])
  const person = contact === null ? `entry:${externalId}` : `contact:${hashOf(contact).slice(0, 32)}`
  return {
    kind: 'mention',
    mention: {
      externalId, version: 0, kind: 'direct', text, media: [], url: null,
      publishedAt: needed(isoTime(entry['at']), 'at'),
      author: { externalId: boundedId(person), handle: null, name: name ?? contact, avatarUrl: null },
      inReplyTo: null,
      conversation: boundedId(`${via}:${person}`),
      title: textOf(entry['title'], 1000),
    },
  }
}

const ways = ['phone', 'shop', 'mail', 'letter', 'other']

/** Telephone numbers and addresses are written in many ways: full-width digits, hyphens and case do not count. */
function whoOf(who: unknown): { name: string | null; contact: string | null } {
  if (typeof who === 'string') return { name: textOf(who, 300), contact: null }
  const contact = textOf(fieldsOf(who)['contact'], 300)?.normalize('NFKC').toLowerCase().replace(/[\s()‐‑–—ー-]/g, '')
  return { name: textOf(fieldsOf(who)['name'], 300), contact: contact || null }
}

function needed<T>(value: T | null, path: string): T {
  if (value === null) throw new Unmappable(path, `${path} is missing`)
  return value
}
