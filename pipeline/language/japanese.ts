import { loadDictionary, type Dictionary } from './dictionary.ts'
import { cheapestPath, type PathWord } from './lattice.ts'
import { normalise } from './normalise.ts'

export interface JapaneseWord {
  start: number
  end: number
  /** As the dictionary was asked: width and repeats evened out. */
  surface: string
  base: string
  pos: string
  detail: string
  /** In katakana. */
  reading?: string
}

export type CutJapanese = (text: string, start: number, end: number) => JapaneseWord[]

/** A stretch without an end is cut, so that memory stays bounded; real sentences are shorter. */
const longest = 200
const posNames: Record<string, string> = {
  名詞: 'noun', 動詞: 'verb', 形容詞: 'adjective', 副詞: 'adverb', 助詞: 'particle', 助動詞: 'auxiliary', 記号: 'symbol',
  連体詞: 'other', 接続詞: 'other', 感動詞: 'other', 接頭詞: 'other', フィラー: 'other', その他: 'other',
}

/** Loads the dictionary: under a second and some 100 MB, which is why it lives in a worker of its own. */
export function loadJapanese(): CutJapanese {
  const dictionary = loadDictionary()
  return (text, start, end) => cut(dictionary, text, start, end)
}

function cut(dictionary: Dictionary, text: string, start: number, end: number): JapaneseWord[] {
  const words: JapaneseWord[] = []
  let covered = start
  for (let from = start; from < end;) {
    const to = boundary(text, from, end)
    const stretch = normalise(text, from, to)
    for (const found of stretch.text === '' ? [] : cheapestPath(stretch.text, dictionary)) {
      const place = stretch.at[found.end]!
      words.push(wordOf(found, stretch.text.slice(found.start, found.end), covered, place))
      covered = place
    }
    from = to
  }
  const last = words.at(-1)
  if (last) last.end = end
  return words
}

/** The end of the stretch that begins at `from`: where the script changes before the limit, else at the limit, never inside a pair. */
function boundary(text: string, from: number, end: number): number {
  if (end - from <= longest) return end
  for (let at = from + longest; at > from + longest / 2; at -= 1) {
    if (/[\u3041-\u3096]/.test(text[at - 1]!) && /[\u4e00-\u9fff\u30a1-\u30fa]/.test(text[at]!)) return at
  }
  const isInsidePair = (text.charCodeAt(from + longest) & 0xfc00) === 0xdc00
  return from + longest + (isInsidePair ? 1 : 0)
}

function wordOf({ features }: PathWord, surface: string, start: number, end: number): JapaneseWord {
  const word: JapaneseWord = { start, end, surface, base: features.base === '*' ? surface : features.base, pos: posNames[features.pos] ?? 'unknown', detail: features.detail }
  const reading = features.reading ?? (/^[\u3041-\u3096\u30a1-\u30fc]+$/.test(surface) ? toKatakana(surface) : undefined)
  if (reading !== undefined) word.reading = reading
  return word
}

function toKatakana(kana: string): string {
  return kana.replace(/[\u3041-\u3096]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0x60))
}
