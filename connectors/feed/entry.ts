import type { MappedMedia } from '../../core/ports/connector.ts'
import { htmlToText } from '../shared/html-to-text.ts'
import type { Fields } from '../shared/read.ts'
import { fieldsOf, idOf, isoTime, listOf, textOf, webAddress } from '../shared/read.ts'
import type { FeedBody } from './payloads.ts'

/** One entry, read the same from all four formats. Nothing is sure to be there. */
export interface Entry {
  guid: string | null
  link: string | null
  title: string | null
  text: string
  author: string | null
  published: string | null
  media: MappedMedia[]
}

export function readEntry(format: FeedBody['format'], raw: unknown, base: string): Entry {
  const entry = fieldsOf(raw)
  const own = webAddress(fieldsOf(entry['xml'])['base'], base) ?? base
  if (format === 'atom') return readAtom(entry, own)
  return format === 'json' ? readJson(entry, own) : readRss(entry, own)
}

export function entriesOf(format: FeedBody['format'], feed: unknown): unknown[] {
  return listOf(fieldsOf(feed)[format === 'atom' ? 'entries' : 'items'])
}

export function titleOf(feed: unknown): string | null {
  const { title } = fieldsOf(feed)
  return plain(typeof title === 'string' ? title : fieldsOf(title)['value'], 500)
}

/** Relative links start at the feed's `xml:base`, else at its site, else at its own address. */
export function baseOf(feed: unknown, feedUrl: string): string {
  const fields = fieldsOf(feed)
  const site = fields['home_page_url'] ?? fields['link'] ?? alternateOf(fields)
  return webAddress(fieldsOf(fields['xml'])['base'], feedUrl) ?? webAddress(site, feedUrl) ?? feedUrl
}

function readRss(item: Fields, base: string): Entry {
  const dc = fieldsOf(item['dc'])
  const guid = fieldsOf(item['guid'])
  const html = textOf(fieldsOf(item['content'])['encoded']) ?? textOf(item['description']) ?? ''
  const link = webAddress(item['link'], base) ?? (guid['isPermaLink'] === false ? null : webAddress(guid['value']))
  return {
    guid: idOf(guid['value']) ?? idOf(fieldsOf(item['rdf'])['about']),
    link,
    title: plain(item['title'], 1000),
    text: htmlToText(html),
    author: plain(listOf(dc['creators'])[0] ?? nameOf(listOf(item['authors'])[0]), 300),
    published: isoTime(item['pubDate']) ?? isoTime(listOf(dc['dates'])[0]),
    media: listOf(item['enclosures']).flatMap((one) => mediumOf(fieldsOf(one)['url'], fieldsOf(one)['type'], base)).slice(0, 10),
  }
}

function readAtom(entry: Fields, base: string): Entry {
  const content = textOf(fieldsOf(entry['content'])['value']) === null ? fieldsOf(entry['summary']) : fieldsOf(entry['content'])
  const body = textOf(content['value']) ?? ''
  const files = listOf(entry['links']).map(fieldsOf).filter((link) => link['rel'] === 'enclosure')
  return {
    guid: idOf(entry['id']),
    link: webAddress(alternateOf(entry), base),
    title: plain(fieldsOf(entry['title'])['value'], 1000),
    text: content['type'] === 'text' || content['type'] === undefined || content['type'] === 'text/plain' ? body.trim() : htmlToText(body),
    author: plain(nameOf(listOf(entry['authors'])[0]), 300),
    published: isoTime(entry['published']) ?? isoTime(entry['updated']),
    media: files.flatMap((link) => mediumOf(link['href'], link['type'], base)).slice(0, 10),
  }
}

function readJson(item: Fields, base: string): Entry {
  const html = textOf(item['content_html'])
  const files = listOf(item['attachments']).map(fieldsOf)
  return {
    guid: idOf(item['id']),
    link: webAddress(item['url'], base) ?? webAddress(item['external_url'], base),
    title: plain(item['title'], 1000),
    text: textOf(item['content_text'])?.trim() ?? (html === null ? textOf(item['summary']) ?? '' : htmlToText(html)),
    author: plain(nameOf(listOf(item['authors'])[0] ?? item['author']), 300),
    published: isoTime(item['date_published']) ?? isoTime(item['date_modified']),
    media: [...mediumOf(item['image'], 'image/*', base), ...files.flatMap((file) => mediumOf(file['url'], file['mime_type'], base))].slice(0, 10),
  }
}

function alternateOf(fields: Fields): unknown {
  const links = listOf(fields['links']).map(fieldsOf)
  return (links.find((link) => link['rel'] === 'alternate' || link['rel'] === undefined) ?? {})['href']
}

function nameOf(person: unknown): unknown {
  return typeof person === 'string' ? person : fieldsOf(person)['name'] ?? fieldsOf(person)['email']
}

function plain(value: unknown, max: number): string | null {
  const text = textOf(value)
  return text === null ? null : textOf(htmlToText(text).replace(/\s+/g, ' '), max)
}

function mediumOf(address: unknown, type: unknown, base: string): MappedMedia[] {
  const url = webAddress(address, base)
  if (url === null) return []
  const family = typeof type === 'string' ? type.split('/')[0] : ''
  return [{ kind: family === 'image' || family === 'video' || family === 'audio' ? family : 'file', url, ref: null, alt: null }]
}
