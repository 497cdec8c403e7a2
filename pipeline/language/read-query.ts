import { QueryError, type Annotation, type Query } from '../../core/ports/language.ts'
import { lexQuery, type Lexeme } from './lex-query.ts'
import { queryOfWords } from './query-words.ts'

const maxLength = 1000
const maxNodes = 64
const maxDepth = 16

type Words = Extract<Lexeme, { kind: 'words' }>

/**
 * Words stand side by side for AND; OR, NOT, a minus in front, brackets and "phrases" as usual. A run of Japanese that
 * is several words is a phrase of them.
 * @throws QueryError only
 */
export async function readQuery(text: string, analyse: (texts: string[]) => Promise<Annotation[]>): Promise<Query> {
  if (text.length > maxLength) throw new QueryError(maxLength, { ja: `検索語は${maxLength}文字までにしてください。`, en: `A search can have ${maxLength} characters at most.` })
  const lexemes = lexQuery(text)
  const runs = lexemes.filter((lexeme): lexeme is Words => lexeme.kind === 'words')
  if (lexemes.length > maxNodes * 2 || runs.length > maxNodes) throw tooMany(lexemes[Math.min(lexemes.length, maxNodes) - 1]!.at)
  if (lexemes.length === 0) return { kind: 'all' }
  const annotations = await analyse(runs.map((run) => run.text))
  const queries = new Map<Lexeme, Query | null>(runs.map((run, index) => [run, queryOfWords(run.text, annotations[index]!)]))
  const query = new Parser(lexemes, queries, text.length).read()
  // Signs alone (!!!) are no words: nothing would be found, and nobody told why.
  if (!query) throw new QueryError(0, { ja: '検索できる語がありません。', en: 'There is no word to search for.' })
  if (countNodes(query) > maxNodes) throw tooMany(text.length)
  return query
}

/** Recursive descent: or, and, not, atom. `null` is a part without words. */
class Parser {
  readonly #lexemes: readonly Lexeme[]
  readonly #queries: ReadonlyMap<Lexeme, Query | null>
  readonly #length: number
  #next = 0
  #depth = 0

  constructor(lexemes: readonly Lexeme[], queries: ReadonlyMap<Lexeme, Query | null>, length: number) {
    this.#lexemes = lexemes
    this.#queries = queries
    this.#length = length
  }

  read(): Query | null {
    const query = this.#or()
    const rest = this.#lexemes[this.#next]
    if (rest) throw new QueryError(rest.at, { ja: '対応する開き括弧がありません。', en: 'This bracket was never opened.' })
    return query
  }

  #or(): Query | null {
    const parts = [this.#and()]
    while (this.#take('or')) parts.push(this.#and())
    return join('or', parts)
  }

  #and(): Query | null {
    const parts = [this.#not()]
    for (;;) {
      const explicit = this.#take('and')
      const kind = this.#lexemes[this.#next]?.kind
      if (!explicit && (kind === undefined || kind === 'or' || kind === 'close')) return join('and', parts)
      parts.push(this.#not())
    }
  }

  #not(): Query | null {
    if (!this.#take('not')) return this.#atom()
    this.#deeper()
    const of = this.#not()
    this.#depth -= 1
    if (!of) return null
    return of.kind === 'not' ? of.of : { kind: 'not', of }
  }

  #atom(): Query | null {
    const lexeme = this.#lexemes[this.#next]
    if (lexeme?.kind === 'words') {
      this.#next += 1
      return this.#queries.get(lexeme) ?? null
    }
    if (lexeme?.kind !== 'open') throw new QueryError(lexeme?.at ?? this.#length, { ja: 'ここに検索語が必要です。', en: 'A word is needed here.' })
    this.#next += 1
    this.#deeper()
    const inside = this.#or()
    this.#depth -= 1
    if (!this.#take('close')) throw new QueryError(lexeme.at, { ja: '括弧が閉じられていません。', en: 'This bracket is not closed.' })
    return inside
  }

  #take(kind: Lexeme['kind']): boolean {
    const isNext = this.#lexemes[this.#next]?.kind === kind
    if (isNext) this.#next += 1
    return isNext
  }

  #deeper(): void {
    this.#depth += 1
    if (this.#depth > maxDepth) throw new QueryError(this.#lexemes[this.#next]?.at ?? this.#length, { ja: '括弧の入れ子が深すぎます。', en: 'The brackets are nested too deeply.' })
  }
}

function join(kind: 'and' | 'or', parts: readonly (Query | null)[]): Query | null {
  const of = parts.filter((part): part is Query => part !== null)
  return of.length === 0 ? null : of.length === 1 ? of[0]! : { kind, of }
}

function countNodes(query: Query): number {
  if (query.kind === 'and' || query.kind === 'or') return query.of.reduce((sum, part) => sum + countNodes(part), 1)
  return query.kind === 'not' ? 1 + countNodes(query.of) : 1
}

function tooMany(at: number): QueryError {
  return new QueryError(at, { ja: '検索条件が多すぎます。条件を減らしてください。', en: 'There are too many conditions. Use fewer.' })
}
