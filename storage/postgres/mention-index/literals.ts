import type { Query } from '../../../core/ports/language.ts'
import type { MentionDocument, SearchFilters } from '../../../core/ports/mention-index.ts'

/** Limits of Postgres: bytes of a lexeme, bytes of a vector with its positions, the highest position, positions a lexeme. */
const maxLexemeBytes = 2046
const maxVectorBytes = 900_000
const maxPosition = 16_383
const maxPositions = 255
/** No term holds a control character, so this lexeme is in no document. */
const nothing = "'\u0001'"

/** Stands before what a document is, to tell it from what the document says. */
const mark = '\u0002'

/**
 * A tsvector in its text form, from our own terms: Postgres cuts and folds nothing. What does not fit is left out, the beginning kept.
 * What filters ask for is marked in it as well, so that the word index alone cuts two frequent things down to what has both.
 */
export function vectorLiteral({ terms, ...document }: VectorSource): string {
  const positions = new Map<string, number[]>()
  const marks = marksOf(document).filter((value) => sizeOf(value) > 0)
  let bytes = marks.reduce((total, value) => total + sizeOf(value) + 6, 0)
  for (const { value, position } of terms) {
    const known = positions.get(value)
    if (known) {
      if (known.length >= maxPositions) continue
      bytes += 2
      if (bytes > maxVectorBytes) break
      known.push(Math.min(position, maxPosition))
      continue
    }
    const size = sizeOf(value)
    if (size === 0) continue
    bytes += size + 6
    if (bytes > maxVectorBytes) break
    positions.set(value, [Math.min(position, maxPosition)])
  }
  const parts = marks.map(quote)
  for (const [value, places] of positions) parts.push(`${quote(value)}:${[...new Set(places)].join(',')}`)
  return parts.join(' ')
}

/** The same filters as marks; null where none is given. The columns are asked too: a mark only leads to the rows. */
export function marksLiteral(filters: SearchFilters): string | null {
  const given = [
    filters.networks?.map(marked.network), filters.channelIds?.map(marked.channel), filters.authorIds?.map(marked.author),
    filters.kinds?.map(marked.kind), filters.languages?.map(marked.language), filters.sentiments?.map(marked.sentiment),
  ].filter((values) => values !== undefined)
  return given.length === 0 ? null : given.map(anyOf).join(' & ')
}

/** A tsquery in its text form. Whatever a person typed stands inside quotes and is no operator. Null asks for everything. */
export function queryLiteral(query: Query): string | null {
  switch (query.kind) {
    case 'all':
      return null
    case 'word':
      return anyOf(query.alternatives)
    case 'phrase':
      return query.words.length === 0 ? nothing : `(${query.words.map(anyOf).join(' <-> ')})`
    case 'and':
    case 'or':
      return joined(query.of.map(queryLiteral), query.kind)
    case 'not': {
      const of = queryLiteral(query.of)
      return of === null ? nothing : `!${of}`
    }
  }
}

/** False where a query only excludes, so that there is nothing to rank by. */
export function canRank(query: Query): boolean {
  return query.kind === 'word' || query.kind === 'phrase' || ((query.kind === 'and' || query.kind === 'or') && query.of.some(canRank))
}

type VectorSource = Pick<MentionDocument, 'terms' | 'network' | 'channelId' | 'authorId' | 'kind' | 'language' | 'sentiment'>

const marked = {
  network: (value: string) => `${mark}n${value}`,
  channel: (id: string) => `${mark}c${shortId(id)}`,
  author: (id: string) => `${mark}a${shortId(id)}`,
  kind: (value: string) => `${mark}k${value}`,
  language: (value: string) => `${mark}l${value}`,
  sentiment: (value: string) => `${mark}s${value}`,
}

function marksOf(document: Omit<VectorSource, 'terms'>): string[] {
  return [
    marked.network(document.network), marked.channel(document.channelId), marked.author(document.authorId),
    marked.kind(document.kind), marked.language(document.language), marked.sentiment(document.sentiment),
  ]
}

/** Each row holds two of them: 22 letters instead of 36. */
function shortId(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
}

function joined(parts: readonly (string | null)[], kind: 'and' | 'or'): string | null {
  const given = parts.filter((part) => part !== null)
  if (given.length < parts.length && kind === 'or') return null
  return given.length === 0 ? null : `(${given.join(kind === 'and' ? ' & ' : ' | ')})`
}

function anyOf(alternatives: readonly string[]): string {
  const usable = alternatives.filter((value) => sizeOf(value) > 0)
  return usable.length === 0 ? nothing : `(${usable.map(quote).join(' | ')})`
}

/** Zero for what can be no lexeme. */
function sizeOf(value: string): number {
  const size = value.includes('\u0000') || !value.isWellFormed() ? 0 : Buffer.byteLength(value)
  return size > maxLexemeBytes ? 0 : size
}

function quote(value: string): string {
  return special.test(value) ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${value}'`
}

const special = /['\\]/
