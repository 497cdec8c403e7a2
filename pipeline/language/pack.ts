import type { Annotation, Evidence, Sentiment, Term, Token } from '../../core/ports/language.ts'
import { engineVersion } from './version.ts'

/**
 * A page of annotations as it crosses between threads: numbers in one transferred array, each string once.
 * Cloning the objects instead costs the receiving thread several times as much.
 */
export interface Packed {
  numbers: Int32Array
  strings: string[]
  moods: { language: string; label: string; score: number; confidence: number; evidence: Evidence[]; failed?: string }[]
}

const whys: Term['why'][] = ['surface', 'base', 'reading', 'romaji', 'part']

export function pack(annotations: readonly Annotation[]): Packed {
  const strings: string[] = []
  const index = new Map<string, number>()
  const numbers: number[] = []
  const place = (value: string) => {
    const known = index.get(value)
    if (known !== undefined) return known
    index.set(value, strings.length)
    return strings.push(value) - 1
  }
  for (const { tokens, terms } of annotations) {
    numbers.push(tokens.length, terms.length)
    for (const { start, end, base, pos, reading } of tokens) numbers.push(start, end, place(base), place(pos), reading === undefined ? -1 : place(reading))
    for (const { value, position, token, why } of terms) numbers.push(place(value), position, token, whys.indexOf(why))
  }
  return { numbers: Int32Array.from(numbers), strings, moods: annotations.map(moodOf) }
}

export function unpack({ numbers, strings, moods }: Packed): Annotation[] {
  let at = 0
  return moods.map(({ language, evidence, label, score, confidence, failed }) => {
    const [tokenCount, termCount] = [numbers[at]!, numbers[at + 1]!]
    const tokensFrom = at + 2
    const termsFrom = tokensFrom + tokenCount * 5
    at = termsFrom + termCount * 4
    const sentiment: Sentiment = { label: label as Sentiment['label'], score, confidence, evidence }
    const annotation = new PackedAnnotation(language, sentiment, numbers, strings, { tokensFrom, tokenCount, termsFrom, termCount })
    if (failed !== undefined) annotation.failed = failed
    return annotation
  })
}

interface Places {
  tokensFrom: number
  tokenCount: number
  termsFrom: number
  termCount: number
}

/** Reads its tokens and terms when asked: ingest never asks for tokens. */
class PackedAnnotation implements Annotation {
  readonly language: string
  readonly sentiment: Sentiment
  readonly engine = engineVersion
  failed?: string
  readonly #numbers: Int32Array
  readonly #strings: string[]
  readonly #places: Places
  #tokens: Token[] | undefined
  #terms: Term[] | undefined

  constructor(language: string, sentiment: Sentiment, numbers: Int32Array, strings: string[], places: Places) {
    this.language = language
    this.sentiment = sentiment
    this.#numbers = numbers
    this.#strings = strings
    this.#places = places
  }

  get tokens(): Token[] {
    return (this.#tokens ??= Array.from({ length: this.#places.tokenCount }, (_, index) => this.#token(this.#places.tokensFrom + index * 5)))
  }

  get terms(): Term[] {
    return (this.#terms ??= Array.from({ length: this.#places.termCount }, (_, index) => this.#term(this.#places.termsFrom + index * 4)))
  }

  #token(at: number): Token {
    const [numbers, strings] = [this.#numbers, this.#strings]
    const token: Token = { start: numbers[at]!, end: numbers[at + 1]!, base: strings[numbers[at + 2]!]!, pos: strings[numbers[at + 3]!]! }
    if (numbers[at + 4]! >= 0) token.reading = strings[numbers[at + 4]!]!
    return token
  }

  #term(at: number): Term {
    const numbers = this.#numbers
    return { value: this.#strings[numbers[at]!]!, position: numbers[at + 1]!, token: numbers[at + 2]!, why: whys[numbers[at + 3]!]! }
  }
}

function moodOf({ language, sentiment, failed }: Annotation): Packed['moods'][number] {
  const mood = { language, label: sentiment.label, score: sentiment.score, confidence: sentiment.confidence, evidence: sentiment.evidence }
  return failed === undefined ? mood : { ...mood, failed }
}
