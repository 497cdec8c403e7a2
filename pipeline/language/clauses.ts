import type { MoodWord } from './mood.ts'

/** Words `from` to `to` (without) that say one thing. */
export interface Clause {
  from: number
  to: number
  /** After けど, が, のに the speaker comes to the point: what follows weighs more, what stood before less. */
  weight: number
  isQuestion: boolean
  isRequest: boolean
}

const turns = new Set(['けど', 'けれど', 'けども', 'けれども', 'が', 'のに', 'ものの', 'くせに'])
const turningWords = new Set(['しかし', 'でも', 'ただ', 'だけど', 'だが', 'ですが', 'ところが', 'なのに', 'けど'])
const request = /ください|下さい|くださ|お願い|おねがい|ほしい|欲しい|頂け|いただけ|もらえ|しろ$|くれ$/

/** Sentences end at marks and line breaks; clauses at turning words. One pass. */
export function clausesOf(words: readonly MoodWord[]): Clause[] {
  const clauses: Clause[] = []
  let from = 0
  for (let at = 0; at < words.length; at += 1) {
    const isLast = at === words.length - 1
    if (isLast || endsSentence(words, at)) {
      clauses.push(...sentence(words, from, at + 1))
      from = at + 1
    }
  }
  return clauses
}

function endsSentence(words: readonly MoodWord[], at: number): boolean {
  const { kind, surface } = words[at]!
  const next = words[at + 1]
  // !? and 。」 are one end; a face or picture after it belongs to what it comments.
  if (next && (next.kind === 'emoji' || next.kind === 'kaomoji' || next.kind === 'laughter')) return false
  return kind === 'symbol' ? /[。．！!？?…]/.test(surface) : kind === 'space' && surface.includes('\n')
}

function sentence(words: readonly MoodWord[], from: number, to: number): Clause[] {
  const parts: { from: number; to: number }[] = []
  let start = from
  for (let at = from; at < to - 1; at += 1) {
    const word = words[at]!
    const isTurn = (word.pos === 'particle' && word.detail === '接続助詞' && turns.has(word.surface)) || (word.pos === 'other' && at > from && turningWords.has(word.surface))
    if (!isTurn || !hasContentAfter(words, at + 1, to)) continue
    parts.push({ from: start, to: at + 1 })
    start = at + 1
  }
  parts.push({ from: start, to })
  const ending = words.slice(Math.max(from, to - 8), to).map(({ surface }) => surface).join('')
  const isQuestion = /[?？]/.test(ending) || /(?:です|ます|ません|でしょう|だろう)か[。\s]*$/.test(ending)
  return parts.map((part, index) => ({
    ...part, isQuestion, isRequest: index === parts.length - 1 && request.test(ending.replace(/[。！!\s]+$/, '')),
    weight: parts.length === 1 ? 1 : index === parts.length - 1 ? 1.3 : 0.5,
  }))
}

/** 使いにくいけど。: a trailing けど only softens. */
function hasContentAfter(words: readonly MoodWord[], from: number, to: number): boolean {
  return words.slice(from, Math.min(to, from + 12)).some(({ pos, kind }) => kind === 'word' && (pos === 'noun' || pos === 'verb' || pos === 'adjective' || pos === 'adverb'))
}
