import type { Annotation, Query, Term } from '../ports/language.ts'
import type { SearchHit } from './search.ts'

type Mark = SearchHit['highlights'][number]
type ByPosition = Map<number, Term[]>

/** Where the words of a query stand in a text, with the reason: written so, by its dictionary form, or by its reading. */
export function highlight(query: Query, annotation: Annotation): Mark[] {
  const byPosition: ByPosition = Map.groupBy(annotation.terms, ({ position }) => position)
  const matched = matchesOf(query, byPosition)
  const marks = new Map<number, Mark>()
  for (const { token, why } of matched) {
    const span = annotation.tokens[token]
    if (span && !marks.has(token)) marks.set(token, { start: span.start, end: span.end, why })
  }
  return joinNeighbours([...marks.values()].toSorted((a, b) => a.start - b.start))
}

/** What must not occur is nowhere to mark. */
function matchesOf(query: Query, byPosition: ByPosition): Term[] {
  switch (query.kind) {
    case 'all':
    case 'not':
      return []
    case 'and':
    case 'or':
      return query.of.flatMap((part) => matchesOf(part, byPosition))
    case 'word':
      return phraseMatches([query.alternatives], byPosition)
    case 'phrase':
      return phraseMatches(query.words, byPosition)
  }
}

function phraseMatches(words: readonly (readonly string[])[], byPosition: ByPosition): Term[] {
  const found: Term[] = []
  for (const position of byPosition.keys()) {
    const terms = words.map((alternatives, index) => byPosition.get(position + index)?.find(({ value }) => alternatives.includes(value)))
    if (terms.every((term) => term !== undefined)) found.push(...terms)
  }
  return found
}

/** 検索 and エンジン side by side are one mark. */
function joinNeighbours(marks: readonly Mark[]): Mark[] {
  const joined: Mark[] = []
  for (const mark of marks) {
    const last = joined.at(-1)
    if (last && last.end === mark.start && last.why === mark.why) last.end = mark.end
    else joined.push({ ...mark })
  }
  return joined
}
