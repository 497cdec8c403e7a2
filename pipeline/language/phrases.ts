import type { MoodWord } from './mood.ts'
import { squeeze, type PolarityEntry } from './polarity.ts'

interface Found {
  first: number
  last: number
  entry: PolarityEntry
}

/** Phrases of the list in the squeezed text of the words, longest first, without overlap. Linear: a phrase is at most a few characters. */
export function findPhrases(words: readonly MoodWord[], phrases: ReadonlyMap<string, [string, PolarityEntry][]>): Found[] {
  const { text, wordAt } = squeezeWords(words)
  const found: Found[] = []
  for (let at = 0; at < text.length;) {
    const hit = phrases.get(text[at]!)?.find(([phrase]) => text.startsWith(phrase, at))
    if (!hit) {
      at += 1
      continue
    }
    found.push({ first: wordAt[at]!, last: wordAt[at + hit[0].length - 1]!, entry: hit[1] })
    at += hit[0].length
  }
  return found
}

/** Marks and spaces stay as walls, so that no phrase reaches over them. */
function squeezeWords(words: readonly MoodWord[]): { text: string; wordAt: number[] } {
  const parts: string[] = []
  const wordAt: number[] = []
  for (const [index, word] of words.entries()) {
    const part = word.kind === 'word' || word.kind === 'latin' ? squeeze(word.surface) : word.kind === 'symbol' && /^[？?]/.test(word.surface) ? '？' : '\n'
    parts.push(part)
    for (let unit = 0; unit < part.length; unit += 1) wordAt.push(index)
  }
  return { text: parts.join(''), wordAt }
}
