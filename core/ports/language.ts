/** What a language engine answers. An engine never throws on a text, loses no character and bounds its time. */
export interface Language {
  /** Engine, dictionary and model version, stored with each annotation. */
  readonly version: string
  /**
   * One annotation a text, in order. A text that could not be analysed in time comes back with `failed`
   * set, `language: 'und'`, neutral, and terms by a plain fallback cut, so that it stays findable.
   */
  analyzeMany(texts: readonly string[], options: { workspace: string; profile?: 'ingest' | 'interactive' }): Promise<Annotation[]>
  /** Reads what a person typed in the search box with the same tokens. Throws `QueryError` only. */
  readQuery(text: string, workspace: string): Promise<Query>
  /** Releases worker threads. */
  close(): Promise<void>
}

export interface Annotation {
  /** BCP 47, `ja`, `en`, `zh`, `ko`, ..., `und` when unknown. */
  language: string
  /** Spans in UTF-16 units of the original text; they tile it, white space included. */
  tokens: Token[]
  /** What the index stores. Position counts words from 1; several terms may share one. */
  terms: Term[]
  sentiment: Sentiment
  engine: string
  /** Why the text passed without analysis, a code such as `timeout`. */
  failed?: string
}

export interface Token {
  start: number
  end: number
  /** The word as a dictionary writes it: 食べ -> 食べる. */
  base: string
  /** noun, verb, adjective, adverb, particle, auxiliary, symbol, space, emoji, url, mention, hashtag, unknown, other. */
  pos: string
  /** In katakana, where the dictionary knows it. */
  reading?: string
}

export interface Term {
  /** Romaji stands in a name space of its own, marked by a leading `~`. */
  value: string
  position: number
  /** Index of its token; the words inside a hashtag share one. */
  token: number
  /** `part`: a word inside a longer noun, まんじゅう in 栗まんじゅう. */
  why: 'surface' | 'part' | 'base' | 'reading' | 'romaji'
}

export interface Sentiment {
  label: 'positive' | 'neutral' | 'negative' | 'mixed'
  /** -1 (worst) to 1 (best). */
  score: number
  /** 0 to 1. */
  confidence: number
  evidence: Evidence[]
}

export interface Evidence {
  start: number
  end: number
  /** Signed share of the score. */
  weight: number
  /** A code: `word`, `negated`, `intensified`, `emoji`, `phrase`. */
  why: string
}

/** A search as a tree. `alternatives` are index terms of which one is enough. */
export type Query =
  | { kind: 'all' }
  | { kind: 'word'; text: string; alternatives: string[] }
  /** Words that stand next to each other in this order. */
  | { kind: 'phrase'; text: string; words: string[][] }
  | { kind: 'and'; of: Query[] }
  | { kind: 'or'; of: Query[] }
  | { kind: 'not'; of: Query }

/** The query cannot be read; `at` is the UTF-16 offset of the trouble. */
export class QueryError extends Error {
  readonly at: number
  readonly sentence: { ja: string; en: string }
  constructor(at: number, sentence: { ja: string; en: string }) {
    super(sentence.en)
    this.name = 'QueryError'
    this.at = at
    this.sentence = sentence
  }
}
