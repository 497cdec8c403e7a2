import type { ChannelFacts, Mapped, MappedMention, SplitItem } from '../../core/ports/connector.ts'
import { Unmappable, UnknownEnvelope } from '../../core/ports/connector.ts'
import type { Fields } from '../shared/read.ts'
import { boundedId, countOf, fieldsOf, hashOf, hashOfValue, idOf, isFields, isoTime, textOf, webAddress } from '../shared/read.ts'

export function split(body: unknown): SplitItem[] {
  if (!isFields(body) || !Array.isArray(body['rows'])) throw new UnknownEnvelope('rows is missing')
  return body['rows'].map((row: unknown): SplitItem => ({ channelExternalId: null, kind: 'mention', dedupeKey: boundedId(`${identityOf(fieldsOf(row))} ${hashOfValue(row).slice(0, 16)}`), raw: row }))
}

export function map(raw: unknown, _channel: ChannelFacts): Mapped {
  const row = fieldsOf(raw)
  const prefix = prefixOf(row)
  const text = textOf(row['text']) ?? textOf(row['title'])
  if (text === null) throw new Unmappable('text', 'the row has no text')
  const publishedAt = isoTime(row['at'])
  if (publishedAt === null) throw new Unmappable('at', 'the row has no time that can be read')
  const externalId = identityOf(row)
  const author = idOf(row['authorId']) ?? idOf(row['authorHandle']) ?? idOf(row['authorName']) ?? 'unknown'
  const inReplyTo = idOf(row['inReplyTo'])
  const conversation = idOf(row['conversation']) ?? inReplyTo
  return {
    kind: 'mention',
    mention: {
      externalId, version: 0, kind: kinds.find((kind) => kind === row['kind']) ?? 'post', text, media: [],
      url: webAddress(row['url']),
      publishedAt,
      author: { externalId: boundedId(`${prefix}:${author}`), handle: textOf(row['authorHandle'], 200), name: textOf(row['authorName'], 300), avatarUrl: null },
      inReplyTo: inReplyTo === null ? null : boundedId(`${prefix}:${inReplyTo}`),
      conversation: conversation === null ? externalId : boundedId(`${prefix}:${conversation}`),
      title: textOf(row['title'], 1000),
      engagement: engagementOf(row),
    },
  }
}

const kinds: MappedMention['kind'][] = ['post', 'comment', 'reply', 'quote', 'repost', 'review', 'direct', 'article']

/** The same row in two files, or in one file read twice, is one mention. */
function identityOf(row: Fields): string {
  const prefix = prefixOf(row)
  const id = idOf(row['externalId'])
  if (id !== null) return boundedId(`${prefix}:${id}`)
  const content = [prefix, idOf(row['authorId']) ?? idOf(row['authorName']) ?? '', isoTime(row['at']) ?? '', textOf(row['text']) ?? '']
  return `${prefix}:hash:${hashOf(...content).slice(0, 32)}`
}

function prefixOf(row: Fields): string {
  const network = textOf(row['network'], 40)?.trim().toLowerCase().replace(/[^a-z0-9-]/g, '')
  return network || 'file'
}

function engagementOf(row: Fields): Record<string, number> {
  return Object.fromEntries(['likes', 'reposts', 'replies'].flatMap((name) => {
    const count = countOf(row[name])
    return count === null ? [] : [[name, count]]
  }))
}
