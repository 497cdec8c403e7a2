export interface Mark {
  start: number
  end: number
  why: 'surface' | 'part' | 'base' | 'reading' | 'romaji'
}

export interface Piece {
  text: string
  why?: Mark['why']
}

const before = 40
const shown = 400

/** The text around its first mark, cut at the marks; line breaks become spaces, for a row is no page. */
export function piecesOf(text: string, marks: readonly Mark[]): Piece[] {
  const first = marks[0]?.start ?? 0
  const from = first > 80 ? wholeCharacter(text, first - before) : 0
  const to = wholeCharacter(text, Math.min(text.length, from + shown))
  const pieces: Piece[] = from > 0 ? [{ text: '…' }] : []
  let at = from
  for (const { start, end, why } of marks) {
    if (start < at || end > to) continue
    if (start > at) pieces.push({ text: text.slice(at, start) })
    pieces.push({ text: text.slice(start, end), why })
    at = end
  }
  if (at < to) pieces.push({ text: text.slice(at, to) })
  if (to < text.length) pieces.push({ text: '…' })
  return pieces.map((piece) => ({ ...piece, text: piece.text.replaceAll(/\s+/g, ' ') }))
}

/** Never between the halves of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
