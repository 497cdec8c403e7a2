import type { Annotation, Sentiment } from '../../core/ports/language.ts'
import { detect } from './detect.ts'
import { readMood, type MoodWord } from './mood.ts'
import { scan, type Piece } from './scan.ts'
import { addFallback, addJapanese, addPiece, type Draft, type Engines } from './terms.ts'
import { engineVersion } from './version.ts'

/** @param budgetMs after which the rest of the text passes uncut */
export function analyse(text: string, engines: Engines, budgetMs: number): Annotation {
  const pieces = scan(text)
  const language = detect(text, pieces)
  const draft: Draft = { text, tokens: [], terms: [], position: 0 }
  const words: MoodWord[] = []
  const until = performance.now() + budgetMs
  let failed: string | undefined
  for (const piece of pieces) {
    const reason = addOne(draft, words, piece, engines, performance.now() > until)
    failed ??= reason
  }
  const annotation: Annotation = { language, tokens: draft.tokens, terms: draft.terms, sentiment: moodOf(text, language, words, engines), engine: engineVersion }
  return failed === undefined ? annotation : { ...annotation, failed }
}

/** What passes without any dictionary: out of time, or while the engine does not answer. */
export function analyseWithout(text: string, failed: string): Annotation {
  const draft: Draft = { text, tokens: [], terms: [], position: 0 }
  const engines: Engines = { japanese: () => [], english: { lemma: (word) => word, sentiment: () => neutral() } }
  for (const piece of scan(text)) {
    if (piece.kind === 'japanese' || piece.kind === 'hashtag') addFallback(draft, piece)
    else addPiece(draft, piece, engines)
  }
  return { language: 'und', tokens: draft.tokens, terms: draft.terms, sentiment: neutral(), engine: engineVersion, failed }
}

/** @returns why the piece passed uncut */
function addOne(draft: Draft, words: MoodWord[], piece: Piece, engines: Engines, isLate: boolean): string | undefined {
  const needsDictionary = piece.kind === 'japanese' || piece.kind === 'hashtag'
  if (isLate && needsDictionary) {
    addFallback(draft, piece)
    return 'timeout'
  }
  try {
    if (piece.kind === 'japanese') addCut(draft, words, piece, engines)
    else addUncut(draft, words, piece, engines)
    return undefined
  } catch {
    addFallback(draft, piece)
    return 'dictionary'
  }
}

function addCut(draft: Draft, words: MoodWord[], piece: Piece, engines: Engines): void {
  const cut = engines.japanese(draft.text, piece.start, piece.end)
  // Selectors of variants without a letter before them leave nothing to cut.
  if (cut.length === 0) addPiece(draft, { ...piece, kind: 'symbol' }, engines)
  addJapanese(draft, cut)
  for (const { start, end, surface, base, pos, detail } of cut) words.push({ start, end, kind: 'word', surface, base, pos, detail })
}

function addUncut(draft: Draft, words: MoodWord[], piece: Piece, engines: Engines): void {
  addPiece(draft, piece, engines)
  const surface = draft.text.slice(piece.start, Math.min(piece.end, piece.start + 60))
  words.push({ start: piece.start, end: piece.end, kind: piece.kind, surface, base: '', pos: '', detail: '' })
}

function moodOf(text: string, language: string, words: readonly MoodWord[], engines: Engines): Sentiment {
  if (language === 'en') return engines.english.sentiment(text)
  // A text of emoji alone has no language, but a mood.
  return language === 'ja' || language === 'und' ? readMood(text, words) : neutral()
}

function neutral(): Sentiment {
  return { label: 'neutral', score: 0, confidence: 0, evidence: [] }
}
