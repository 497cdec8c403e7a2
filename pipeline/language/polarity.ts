import { readFileSync } from 'node:fs'
import { fold, toHiragana } from './fold.ts'
import { memoised } from './memo.ts'

export interface PolarityEntry {
  weight: number
  /** Its direction is that of its company: 草, やばい, 😭. */
  isAmbiguous: boolean
  why: string
}

export interface Polarity {
  words: Map<string, PolarityEntry>
  emoji: Map<string, PolarityEntry>
  kaomoji: Map<string, PolarityEntry>
  /** By the first character, longest first, in squeezed spelling. */
  phrases: Map<string, [string, PolarityEntry][]>
}

/** Our own hand-written list: kind, entry, weight from -1 to 1, `ambiguous` where the company decides. */
export function loadPolarity(file = new URL('./polarity.tsv', import.meta.url)): Polarity {
  const polarity: Polarity = { words: new Map(), emoji: new Map(), kaomoji: new Map(), phrases: new Map() }
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [kind, weight, entries, flag] = line.split('\t')
    for (const entry of entries!.split(' ')) addEntry(polarity, kind!, entry, { weight: Number(weight), isAmbiguous: flag === 'ambiguous', why: whyOf(kind!) })
  }
  for (const list of polarity.phrases.values()) list.sort(([a], [b]) => b.length - a.length)
  return polarity
}

/** Spelling without drawn-out sounds: すっごーーい and すごい are one. */
export function squeeze(text: string): string {
  return squeezeWord(text)
}

const squeezeWord = memoised((text: string) => squeezeAnew(text))

function squeezeAnew(text: string): string {
  return toHiragana(text.toLowerCase()).replace(/[ーっ〜～]/g, '').replace(/[ぁぃぅぇぉ]/g, (small) => String.fromCharCode(small.charCodeAt(0) + 1)).replace(/(.)\1{2,}/gu, '$1')
}

export function foldFace(face: string): string {
  return fold(face).replace(/\s/g, '')
}

function addEntry(polarity: Polarity, kind: string, entry: string, value: PolarityEntry): void {
  if (kind === 'word') polarity.words.set(fold(entry), value)
  else if (kind === 'emoji') polarity.emoji.set(fold(entry), value)
  else if (kind === 'kaomoji') polarity.kaomoji.set(foldFace(entry), value)
  else addPhrase(polarity, squeeze(entry), value)
}

function addPhrase(polarity: Polarity, phrase: string, value: PolarityEntry): void {
  const first = phrase[0]!
  polarity.phrases.set(first, [...(polarity.phrases.get(first) ?? []), [phrase, value]])
}

function whyOf(kind: string): string {
  return kind === 'kaomoji' ? 'emoji' : kind
}
