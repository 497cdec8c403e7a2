import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import kuromoji, { type IpadicFeatures, type Tokenizer } from 'kuromoji'
import { normalise } from './normalise.ts'

export interface JapaneseWord {
  start: number
  end: number
  /** As the dictionary was asked: width and repeats evened out. */
  surface: string
  base: string
  pos: string
  detail: string
  form: string
  reading?: string
}

export type CutJapanese = (text: string, start: number, end: number) => JapaneseWord[]

/** The dictionary's cost grows with the square of a stretch that has no end; real sentences are shorter. */
const longest = 200
const posNames: Record<string, string> = {
  名詞: 'noun', 動詞: 'verb', 形容詞: 'adjective', 副詞: 'adverb', 助詞: 'particle', 助動詞: 'auxiliary', 記号: 'symbol',
  連体詞: 'other', 接続詞: 'other', 感動詞: 'other', 接頭詞: 'other', フィラー: 'other', その他: 'other',
}

/** Loads the dictionary: about three seconds and 350 MB, which is why it lives in a worker of its own. */
export async function loadJapanese(): Promise<CutJapanese> {
  const dicPath = join(dirname(createRequire(import.meta.url).resolve('kuromoji/package.json')), 'dict')
  const tokenizer = await new Promise<Tokenizer<IpadicFeatures>>((resolve, reject) => {
    kuromoji.builder({ dicPath }).build((error, built) => (error ? reject(error) : resolve(built)))
  })
  return (text, start, end) => cut(tokenizer, text, start, end)
}

function cut(tokenizer: Tokenizer<IpadicFeatures>, text: string, start: number, end: number): JapaneseWord[] {
  const words: JapaneseWord[] = []
  let covered = start
  for (let from = start; from < end;) {
    const to = boundary(text, from, end)
    const stretch = normalise(text, from, to)
    let unit = 0
    for (const found of stretch.text === '' ? [] : tokenizer.tokenize(stretch.text)) {
      unit += found.surface_form.length
      words.push(wordOf(found, covered, stretch.at[unit] ?? to))
      covered = stretch.at[unit] ?? to
    }
    if (unit !== stretch.text.length) throw new Error('the dictionary lost characters')
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

function wordOf(found: IpadicFeatures, start: number, end: number): JapaneseWord {
  const base = found.basic_form === '*' || found.basic_form === undefined ? found.surface_form : found.basic_form
  const word: JapaneseWord = {
    start, end, surface: found.surface_form, base, pos: posNames[found.pos] ?? 'unknown', detail: found.pos_detail_1 ?? '', form: found.conjugated_form ?? '',
  }
  const reading = found.reading ?? (/^[\u3041-\u3096\u30a1-\u30fc]+$/.test(found.surface_form) ? found.surface_form : undefined)
  if (reading !== undefined && reading !== '*') word.reading = toKatakana(reading)
  return word
}

function toKatakana(kana: string): string {
  return kana.replace(/[\u3041-\u3096]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0x60))
}
