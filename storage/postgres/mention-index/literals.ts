import type { Query } from '../../../core/ports/language.ts'

/** Limits of Postgres: bytes of a lexeme, bytes of a vector with its positions, the highest position, positions a lexeme. */
const maxLexemeBytes = 2046
const maxVectorBytes = 900_000
const maxPosition = 16_383
const maxPositions = 255
/** No term holds a control character, so this lexeme is in no document. */
const nothing = "'\u0001'"

/** A tsvector in its text form, from our own terms: Postgres cuts and folds nothing. What does not fit is left out, the beginning kept. */
export function vectorLiteral(terms: readonly { value: string; position: number }[]): string {
  const positions = new Map<string, number[]>()
  let bytes = 0
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
  const parts: string[] = []
  for (const [value, places] of positions) parts.push(`${quote(value)}:${[...new Set(places)].join(',')}`)
  return parts.join(' ')
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
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
