import type { Evidence, Sentiment } from '../../core/ports/language.ts'
import { clausesOf, type Clause } from './clauses.ts'
import { fold } from './fold.ts'
import { findPhrases } from './phrases.ts'
import { foldFace, loadPolarity, type PolarityEntry } from './polarity.ts'
import { negationOf, strength } from './scope-of-words.ts'

/** A word, or a piece without a dictionary entry, as the rules of mood see it. */
export interface MoodWord {
  start: number
  end: number
  kind: string
  surface: string
  base: string
  pos: string
  detail: string
}

/** A polar stretch of the words `first` to `last`. */
interface Hit {
  first: number
  last: number
  entry: PolarityEntry
}

const polarity = loadPolarity()
/** Longer texts say nothing new about mood, and their cost must stay linear. */
const maxWords = 4000

/** Sentiment of a Japanese text by our own list: negation, strength, later clauses, questions and requests are heard. */
export function readMood(text: string, all: readonly MoodWord[]): Sentiment {
  const words = all.length > maxWords ? all.slice(0, maxWords) : all
  const clauses = clausesOf(words)
  const hits = findHits(words)
  const clear = clauses.flatMap((clause) => hitsIn(hits, clause).filter(({ entry }) => !entry.isAmbiguous).map((hit) => weigh(hit, words, clause)))
  const direction = Math.sign(clear.reduce((sum, { weight }) => sum + weight, 0))
  const ambiguous = clauses.flatMap((clause) => hitsIn(hits, clause).filter(({ entry }) => entry.isAmbiguous).map((hit) => {
    const heard = weigh(hit, words, clause)
    return direction === 0 ? { ...heard, weight: heard.weight * 0.6 } : { ...heard, weight: direction * Math.abs(hit.entry.weight) * 0.5 }
  }))
  return judge([...clear, ...ambiguous].toSorted((a, b) => a.start - b.start), looksIronic(text, words))
}

function findHits(words: readonly MoodWord[]): Hit[] {
  const phrases = findPhrases(words, polarity.phrases)
  const taken = new Set(phrases.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index)))
  const singles = words.flatMap((word, index): Hit[] => {
    const entry = taken.has(index) ? undefined : entryOf(word)
    return entry ? [{ first: index, last: index, entry }] : []
  })
  return [...phrases, ...singles].toSorted((a, b) => a.first - b.first)
}

function entryOf(word: MoodWord): PolarityEntry | undefined {
  if (word.kind === 'emoji') return polarity.emoji.get(fold(word.surface))
  if (word.kind === 'kaomoji') return polarity.kaomoji.get(foldFace(word.surface))
  if (word.kind === 'laughter') return polarity.words.get(fold(word.surface).replace(/[()]/g, '').replace(/^(.)\1+$/u, '$1'))
  // 非自立 and suffixes (よい, いく, がい) are grammar, not opinion.
  if (word.kind !== 'word' || word.detail === '非自立' || word.pos === 'particle' || word.pos === 'auxiliary') return undefined
  return polarity.words.get(fold(word.base)) ?? polarity.words.get(fold(word.surface))
}

function hitsIn(hits: readonly Hit[], clause: Clause): Hit[] {
  return hits.slice(lowerBound(hits, clause.from), lowerBound(hits, clause.to))
}

function lowerBound(hits: readonly Hit[], word: number): number {
  let low = 0
  let high = hits.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (hits[middle]!.first < word) low = middle + 1
    else high = middle
  }
  return low
}

function weigh(hit: Hit, words: readonly MoodWord[], clause: Clause): Evidence {
  const span = { start: words[hit.first]!.start, end: words[hit.last]!.end }
  if (hit.entry.why === 'emoji') return { ...span, weight: hit.entry.weight * 0.8, why: 'emoji' }
  const negation = negationOf(words, hit.last, clause)
  const factor = strength(words, hit.first, hit.last, clause)
  // "Not bad" is weaker praise than "not good" is blame; 嫌いなわけではない says hardly more than "not that".
  const turn = negation === 'none' ? 1 : negation === 'partial' ? -0.2 : hit.entry.weight > 0 ? -0.9 : -0.6
  const turned = hit.entry.weight * turn
  const weight = turned * factor * clause.weight * (clause.isRequest && turned > 0 ? 0.5 : 1) * (clause.isQuestion ? 0.5 : 1)
  return { ...span, weight, why: negation !== 'none' ? 'negated' : factor > 1 ? 'intensified' : hit.entry.why }
}

/** Irony is never turned round in silence; it only makes the answer less sure. */
function looksIronic(text: string, words: readonly MoodWord[]): boolean {
  return words.some(({ kind, surface }) => kind === 'laughter' && /白目|皮肉/.test(surface)) || /はいはい|さすがですね|流石ですね/.test(text.slice(0, 2000))
}

function judge(evidence: Evidence[], isIronic: boolean): Sentiment {
  const positive = evidence.reduce((sum, { weight }) => sum + Math.max(weight, 0), 0)
  const negative = evidence.reduce((sum, { weight }) => sum - Math.min(weight, 0), 0)
  const total = positive + negative
  const score = total === 0 ? 0 : (positive - negative) / (total + 0.4)
  const isMixed = positive >= 0.5 && negative >= 0.5 && Math.abs(positive - negative) < 0.2 * total
  const label = isMixed ? 'mixed' : total < 0.25 || Math.abs(score) < 0.15 ? 'neutral' : score > 0 ? 'positive' : 'negative'
  const sure = label === 'neutral' ? 0.5 : label === 'mixed' ? 0.4 : Math.min(0.9, 0.35 + Math.abs(score) * 0.5 + Math.min(total, 2) * 0.05)
  return { label, score, confidence: isIronic ? sure / 2 : sure, evidence: evidence.filter(({ weight }) => weight !== 0) }
}
