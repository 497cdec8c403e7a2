import type { Clause } from './clauses.ts'
import type { MoodWord } from './mood.ts'

const negations = new Set(['ない', 'ぬ', 'ん', 'まい', 'ねえ', 'ねぇ'])
/** What may stand between a word and its negation: 好きなわけではない, 良いとは言えない, 嬉しくはなかった. */
const passed = new Set(['ある', 'する', 'なる', 'いる', '居る', '思う', 'おもう', '言う', '言える', 'いえる', '感じる', 'くる', 'できる', 'わけ', '訳', 'こと', '事', 'もの', 'ところ', 'とこ', 'はず', '点', 'あまり', 'あんまり', '全然', 'まったく', '全く', 'そんなに', 'られる', 'れる', 'せる', '限る', '気', '方', '感', 'さ'])
const reach = 8

/** `full` where an odd number of negations reaches back to the word at `last`, `partial` where it only says わけではない. */
export function negationOf(words: readonly MoodWord[], last: number, clause: Clause): 'none' | 'partial' | 'full' {
  let count = 0
  let isPartial = false
  for (let at = last + 1; at < Math.min(clause.to, last + 1 + reach); at += 1) {
    const word = words[at]!
    if (word.kind !== 'word') break
    if (word.base === 'わけ' || word.base === '訳') isPartial = true
    if (isNegation(word)) count += 1
    else if (word.pos !== 'particle' && word.pos !== 'auxiliary' && !passed.has(word.base)) break
    else if (word.detail === '接続助詞' && word.surface !== 'て' && word.surface !== 'で' && word.surface !== 'ば') break
  }
  // よくない？ asks for agreement.
  const isNegated = count % 2 === 1 && !(count === 1 && clause.isQuestion && endsWithNegation(words, clause))
  return !isNegated ? 'none' : isPartial ? 'partial' : 'full'
}

/** Factor of the adverbs before and of すぎる after. */
export function strength(words: readonly MoodWord[], first: number, last: number, clause: Clause): number {
  let factor = 1
  for (let at = Math.max(clause.from, first - 3); at < first; at += 1) {
    const word = words[at]!.base || words[at]!.surface
    if (stronger.has(word)) factor *= 1.4
    else if (weaker.has(word)) factor *= 0.6
  }
  for (let at = last + 1; at < Math.min(clause.to, last + 4); at += 1) {
    const { base, surface, kind } = words[at]!
    if (base === 'すぎる' || base === '過ぎる') factor *= 1.3
    else if (kind === 'symbol' && /[!！]/.test(surface)) factor *= 1.15
  }
  return Math.min(2, Math.max(0.4, factor))
}

const stronger = new Set(['とても', 'すごい', 'すごく', '凄い', 'めちゃくちゃ', 'めちゃ', 'めっちゃ', 'むちゃくちゃ', '超', 'チョー', 'マジ', 'まじ', 'ガチ', '本当に', '本当', 'ほんと', 'ほんとに', 'ほんとう', '実に', 'かなり', '非常', '非常に', '大変', '最も', '一番', 'いちばん', '断然', '圧倒的', '異常', 'あまりに', 'あまりにも', '死ぬほど', 'クソ', 'くそ', '鬼', '激', '爆', 'ずっと', '心から', '二度と', '絶対', '絶対に', '何より', '極めて', '相当', 'だいぶ', 'バチクソ', 'バリ', 'ばり', 'なまら', 'でら', 'めっさ'])
const weaker = new Set(['ちょっと', '少し', 'すこし', 'やや', 'まあまあ', 'まあ', 'まぁ', 'そこそこ', '割と', 'わりと', '多少', '若干', '一応', 'なんとなく', 'それなり', 'それなりに', '比較的', 'ちょい', 'いくらか'])

function isNegation(word: MoodWord): boolean {
  return negations.has(word.base) && (word.pos === 'auxiliary' || word.pos === 'adjective' || (word.pos === 'noun' && word.base === 'ん'))
}

function endsWithNegation(words: readonly MoodWord[], clause: Clause): boolean {
  for (let at = clause.to - 1; at >= clause.from; at -= 1) {
    const word = words[at]!
    if (word.kind !== 'word') continue
    return isNegation(word) || word.surface === 'か'
  }
  return false
}
