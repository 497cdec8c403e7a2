import type { Term, Token } from '../../core/ports/language.ts'
import type { English } from './english.ts'
import { fold, toHiragana } from './fold.ts'
import type { CutJapanese, JapaneseWord } from './japanese.ts'
import { memoised } from './memo.ts'
import { toRomaji } from './romaji.ts'
import { scan, type Piece } from './scan.ts'

export interface Engines {
  japanese: CutJapanese
  english: English
}

/** Collects tokens and terms of one text. Every word takes the next position; marks and spaces take none. */
export interface Draft {
  text: string
  tokens: Token[]
  terms: Term[]
  position: number
}

const silent = new Set(['particle', 'auxiliary', 'symbol'])
const kanaOnly = /^[\u3041-\u3096ー]+$/

export function addJapanese(draft: Draft, words: readonly JapaneseWord[]): void {
  for (const word of words) {
    // One character of the original can be several words (㈱): those without a width of their own live in the next token.
    const token = word.end > word.start ? addToken(draft, word.start, word.end, word.base, word.pos, word.reading) : draft.tokens.length
    if (word.pos !== 'symbol') addWordTerms(draft, word, token)
  }
}

export function addPiece(draft: Draft, piece: Piece, engines: Engines): void {
  const written = draft.text.slice(piece.start, piece.end)
  switch (piece.kind) {
    case 'space':
    case 'symbol':
      addToken(draft, piece.start, piece.end, written, piece.kind)
      return
    case 'hashtag':
      return addHashtag(draft, piece, engines)
    case 'mention':
      return addWord(draft, piece, 'mention', [fold(written.replace('＠', '@')), fold(written.slice(1))])
    case 'url':
      return addWord(draft, piece, 'url', [fold(written), fold(hostOf(written))])
    case 'emoji':
    case 'kaomoji':
      return addWord(draft, piece, 'emoji', [fold(written).replace(/\s/g, '') || written.slice(0, 8)])
    case 'laughter':
      return addWord(draft, piece, 'other', [fold(written).replace(/[()]/g, '').replace(/^([w草笑])\1+$/, '$1')])
    case 'number':
      return addWord(draft, piece, 'noun', [fold(written).replaceAll(',', '')])
    case 'latin': {
      const surface = foldLatin(written)
      return addWord(draft, piece, 'noun', [surface], engines.english.lemma(surface))
    }
    default:
      return addWord(draft, piece, 'unknown', [fold(written)])
  }
}

/** For what no dictionary could cut: runs of one to four characters, so that short words stay findable. */
export function addFallback(draft: Draft, piece: Piece): void {
  const token = addToken(draft, piece.start, piece.end, '', 'unknown')
  const characters = [...foldWhole(draft.text.slice(piece.start, piece.end))]
  for (let at = 0; at < characters.length; at += 1) {
    draft.position += 1
    for (let length = 1; length <= 4 && at + length <= characters.length; length += 1) {
      draft.terms.push({ value: characters.slice(at, at + length).join(''), position: draft.position, token, why: 'surface' })
    }
  }
}

function addWordTerms(draft: Draft, word: JapaneseWord, token: number): void {
  const surface = fold(word.surface)
  if (surface === '') return
  draft.position += 1
  const add = (value: string, why: Term['why']) => draft.terms.push({ value, position: draft.position, token, why })
  add(surface, 'surface')
  const base = fold(word.base)
  if (base !== surface) add(base, 'base')
  if (word.pos === 'noun') for (const part of partsOf(surface)) add(part, 'part')
  if (word.reading === undefined || silent.has(word.pos)) return
  const reading = fold(word.reading)
  if (reading !== surface && reading !== base) add(reading, 'reading')
  if (kanaOnly.test(word.surface)) return
  const romaji = romajiOf(word.reading)
  if (romaji !== '') add(romaji, 'romaji')
}

/** A dictionary's long noun changes its script where a shorter word ends: 栗まんじゅう, 電子レンジ, 夏期セール. */
function partsOf(noun: string): string[] {
  const parts = noun.match(/\p{Script=Han}+|[\p{Script=Hiragana}\p{Script=Katakana}ー]+|[a-z0-9]+/gu) ?? []
  return parts.length < 2 ? [] : parts.filter((part) => part.length >= 2)
}

const romajiOf = memoised((reading: string) => {
  const romaji = toRomaji(toHiragana(reading))
  return romaji ? `~${romaji}` : ''
})

function addHashtag(draft: Draft, piece: Piece, engines: Engines): void {
  const tag = fold(draft.text.slice(piece.start + 1, piece.end))
  const first = draft.position + 1
  // Cut before anything is noted, so that a failing dictionary leaves no half-written token.
  const inside: Draft = { text: draft.text.slice(piece.start + 1, piece.end), tokens: [], terms: [], position: draft.position }
  for (const part of scan(inside.text)) {
    if (part.kind === 'japanese') addJapanese(inside, engines.japanese(inside.text, part.start, part.end))
    else addPiece(inside, part, engines)
  }
  const token = addToken(draft, piece.start, piece.end, `#${tag}`, 'hashtag')
  draft.terms.push({ value: `#${tag}`, position: first, token, why: 'surface' }, { value: tag, position: first, token, why: 'surface' })
  for (const term of inside.terms) if (term.value !== tag || term.position !== first) draft.terms.push({ ...term, token })
  draft.position = Math.max(first, inside.position)
}

function addWord(draft: Draft, piece: Piece, pos: string, surfaces: string[], base?: string): void {
  const token = addToken(draft, piece.start, piece.end, base ?? surfaces[0]!, pos)
  const values = new Set(surfaces.filter((value) => value !== ''))
  if (values.size === 0) return
  draft.position += 1
  for (const value of values) draft.terms.push({ value, position: draft.position, token, why: 'surface' })
  if (base !== undefined && !values.has(base)) draft.terms.push({ value: base, position: draft.position, token, why: 'base' })
}

function addToken(draft: Draft, start: number, end: number, base: string, pos: string, reading?: string): number {
  draft.tokens.push(reading === undefined ? { start, end, base: base.slice(0, 120), pos } : { start, end, base, pos, reading })
  return draft.tokens.length - 1
}

function foldLatin(written: string): string {
  return fold(written).replaceAll('’', "'").replace(/'s$/, '')
}

/** The whole piece folded, not only what one term can hold. */
function foldWhole(written: string): string {
  let folded = ''
  for (let at = 0; at < written.length; at += 100) folded += fold(written.slice(at, at + 100))
  return folded
}

function hostOf(url: string): string {
  return /^https?:\/\/(?:www\.)?([^/?#:]+)/i.exec(url)?.[1] ?? ''
}
