import { emojiLength } from './emoji.ts'

export type PieceKind = 'space' | 'url' | 'mention' | 'hashtag' | 'emoji' | 'kaomoji' | 'laughter' | 'japanese' | 'latin' | 'number' | 'letters' | 'symbol'

/** A stretch of the original text in UTF-16 units. */
export interface Piece {
  start: number
  end: number
  kind: PieceKind
}

const patterns = {
  space: /[\s\u200b\u2060\ufeff\u00ad]+/y,
  url: /https?:\/\/[\x21-\x7e]{1,2048}/iy,
  mention: /[@＠][A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,99})(?:@[A-Za-z0-9][A-Za-z0-9.-]{0,99})?/y,
  hashtag: /[#＃][\p{L}\p{M}\p{N}_ー・]{1,140}/uy,
  laughter: /[wWｗＷ]{1,400}|草{2,400}|笑{2,400}|[(（][笑爆泣怒汗涙苦白目皮肉照]{1,2}[)）]/y,
  bracketed: /[(（][^()（）\n]{1,24}[)）][\u0300-\u036fﾉシ♪♡ﾞﾟyゞvV]{0,4}/y,
  bareKaomoji: /m\(_ _\)m|(?:orz|OTZ)(?![A-Za-z])|\^[_o.]?\^;*|[T;>][_.ω][T;<]|;;(?=\s|$)|QQ(?=\s|$)|TT(?=\s|$)|:-?[)(DPp](?=\s|$)/y,
  /** Bounded, or a text of laughing characters would be read again from each of them. */
  japanese: /[\u3005-\u3007\u303b\u3041-\u3096\u3099-\u309f\u30a0-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{323af}\u{e0100}-\u{e01ef}\u{fe00}-\u{fe0f}]{1,1000}/uy,
  number: /[0-9０-９]+(?:[.,．，][0-9０-９]+)*/y,
  latin: /[\p{Script=Latin}０-９0-9][\p{Script=Latin}\p{M}0-9０-９_]*(?:['’][\p{Script=Latin}]+)*/uy,
  letters: /[\p{L}\p{M}\p{N}]+/uy,
}
const wave = /[〜～~]/
const kana = /[\u3041-\u3096\u30a1-\u30ff\uff66-\uff9f]/
const faceMark = /[^\p{L}\p{N}\s、。，．,.!?！？「」『』%％円年月日時分:：/／・\-+]/gu

/** Cuts the text in one linear pass. The pieces tile it, whatever it holds: control characters and lone surrogates are symbols. */
export function scan(text: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  while (at < text.length) {
    const kind = kindAt(text, at)
    add(pieces, at, kind.end, kind.kind)
    at = kind.end
  }
  return pieces
}

function kindAt(text: string, at: number): { kind: PieceKind; end: number } {
  const character = text[at]!
  const code = text.charCodeAt(at)
  const space = match(patterns.space, text, at)
  if (space) return { kind: 'space', end: at + space.length }
  if (character === 'h' || character === 'H') {
    const url = match(patterns.url, text, at)
    if (url) return { kind: 'url', end: at + withoutTrailingMarks(url).length }
  }
  if ((character === '@' || character === '＠') && !isWordUnit(text.charCodeAt(at - 1))) {
    const mention = match(patterns.mention, text, at)
    if (mention) return { kind: 'mention', end: at + mention.replace(/[.-]+$/, '').length }
  }
  const emoji = emojiLength(text, at)
  if (emoji > 0) return { kind: 'emoji', end: at + emoji }
  if (character === '#' || character === '＃') {
    const hashtag = match(patterns.hashtag, text, at)
    if (hashtag && !/^[#＃][0-9０-９]+$/.test(hashtag)) return { kind: 'hashtag', end: at + hashtag.length }
  }
  const face = faceAt(text, at)
  if (face > 0) return { kind: 'kaomoji', end: at + face }
  const laughter = laughterAt(text, at)
  if (laughter > 0) return { kind: 'laughter', end: at + laughter }
  return wordAt(text, at, code)
}

function wordAt(text: string, at: number, code: number): { kind: PieceKind; end: number } {
  const japanese = match(patterns.japanese, text, at)
  if (japanese) return { kind: 'japanese', end: japaneseEnd(text, at + japanese.length, at) }
  const number = match(patterns.number, text, at)
  if (number && !/[\p{Script=Latin}_]/u.test(text[at + number.length] ?? '')) return { kind: 'number', end: at + number.length }
  const latin = match(patterns.latin, text, at)
  if (latin) return { kind: 'latin', end: at + latin.length }
  const letters = match(patterns.letters, text, at)
  if (letters) return { kind: 'letters', end: at + letters.length }
  const isPair = code >= 0xd800 && code <= 0xdbff && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
  return { kind: 'symbol', end: at + (isPair ? 2 : 1) }
}

/** A wave dash after kana is a drawn-out vowel and belongs to the word; a run of laughing 草 or 笑 that ends a word does not. */
function japaneseEnd(text: string, from: number, start: number): number {
  const inside = text.slice(start, from).search(/草{2}|笑{2}/)
  if (inside > 0) return start + inside
  let end = from
  while (wave.test(text[end] ?? '') && kana.test(text[end - 1] ?? '')) {
    end += 1
    while (wave.test(text[end] ?? '')) end += 1
    const more = match(patterns.japanese, text, end)
    if (!more) break
    end += more.length
  }
  return end
}

/** A face in brackets holds marks that no sentence in brackets holds. */
function faceAt(text: string, at: number): number {
  const bare = /[mToOQ^;>:]/.test(text[at]!) && !isWordUnit(text.charCodeAt(at - 1)) ? match(patterns.bareKaomoji, text, at) : null
  if (bare) return bare.length
  if (text[at] !== '(' && text[at] !== '（') return 0
  const bracketed = match(patterns.bracketed, text, at)
  if (!bracketed) return 0
  const marks = bracketed.slice(1, -1).match(faceMark)?.length ?? 0
  return marks >= 2 ? bracketed.length : 0
}

function laughterAt(text: string, at: number): number {
  const found = match(patterns.laughter, text, at)
  if (!found) return 0
  if (!/^[wWｗＷ]/.test(found)) return found.length
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at + found.length)
  if (isWordUnit(before) || isWordUnit(after) || after === 0x2e) return 0
  const isLone = found.length === 1 && !(at > 0 && /[\u3041-\u9fff！？!?]/.test(text[at - 1]!))
  return isLone ? 0 : found.length
}

/** Long runs of marks are one piece each kind of mark, so that 100,000 of one character are not 100,000 pieces. */
function add(pieces: Piece[], start: number, end: number, kind: PieceKind): void {
  const last = pieces.at(-1)
  if (kind === 'symbol' && last?.kind === 'symbol') last.end = end
  else pieces.push({ start, end, kind })
}

function withoutTrailingMarks(url: string): string {
  return url.replace(/[)\]}>'"`.,;:!?*]{1,16}$/, '')
}

function isWordUnit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}
