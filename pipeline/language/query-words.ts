import type { Annotation, Query, Term, Token } from '../../core/ports/language.ts'
import { fold } from './fold.ts'
import { readRomaji } from './romaji.ts'

/** A phrase of more words is a whole post; its beginning finds it. */
const maxWords = 40
/** A compound longer than this is in no index as one word. */
const longestCompound = 24

/** What one run of the search box asks for; null where it holds no word. */
export function queryOfWords(text: string, annotation: Annotation): Query | null {
  const whole = fold(text.trim())
  if (annotation.failed !== undefined) return whole === '' ? null : { kind: 'word', text, alternatives: [whole] }
  const words = alternativesByPosition(annotation).slice(0, maxWords)
  if (words.length === 0) return null
  if (words.length === 1) return { kind: 'word', text, alternatives: [...new Set([...words[0]!, ...(isKana(whole) ? [whole] : [])])] }
  const phrase: Query = { kind: 'phrase', text, words }
  // けんさく is cut as if it were words, and 新商品 may stand in a hashtag as one.
  if (/\s/.test(text.trim()) || whole.length > longestCompound || !/^[\p{L}\p{M}\p{N}ー]+$/u.test(whole)) return phrase
  return { kind: 'or', of: [phrase, { kind: 'word', text, alternatives: [whole] }] }
}

function alternativesByPosition({ terms, tokens }: Annotation): string[][] {
  const byPosition = Map.groupBy(terms, ({ position }) => position)
  const hashtags = new Set<number>()
  const words: string[][] = []
  for (const [, group] of [...byPosition].toSorted(([a], [b]) => a - b)) {
    const token = tokens[group[0]!.token]
    if (token?.pos === 'hashtag') {
      // A hashtag asks for itself, not for its words.
      if (!hashtags.has(group[0]!.token)) words.push([group[0]!.value])
      hashtags.add(group[0]!.token)
    } else words.push(alternativesOf(group, token))
  }
  return words
}

function alternativesOf(group: readonly Term[], token: Token | undefined): string[] {
  const surfaces = group.filter(({ why }) => why === 'surface').map(({ value }) => value)
  // A handle with its sign means that handle.
  if (token?.pos === 'mention' || token?.pos === 'url') return [surfaces[0]!]
  const bases = group.filter(({ why }) => why === 'base').map(({ value }) => value)
  const found = new Set([...surfaces, ...bases])
  const isDictionaryForm = bases.length === 0 && (token?.pos === 'verb' || token?.pos === 'adjective')
  // 美味しい also means おいしい; nouns have too many others of the same sound.
  if (isDictionaryForm) for (const { value, why } of group) if (why === 'reading') found.add(value)
  const romaji = /^[a-zāīūēōâîûêô'-]+$/.test(surfaces[0] ?? '') ? readRomaji(surfaces[0]!) : null
  if (romaji) found.add(`~${romaji}`)
  return [...found]
}

function isKana(text: string): boolean {
  return /^[\u3041-\u3096ー]+$/.test(text)
}
