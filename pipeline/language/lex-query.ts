import { QueryError } from '../../core/ports/language.ts'

export type Lexeme =
  | { kind: 'open' | 'close' | 'and' | 'or' | 'not'; at: number }
  | { kind: 'words'; text: string; at: number; quoted: boolean }

const operators: Record<string, 'and' | 'or' | 'not'> = { AND: 'and', OR: 'or', NOT: 'not', ＡＮＤ: 'and', ＯＲ: 'or', ＮＯＴ: 'not' }
const closingOf: Record<string, string> = { '"': '"＂”', '＂': '"＂', '“': '”"', '”': '”"', '「': '」', '『': '』' }
const space = /\s/
const bracket = /[()（）]/

/** Cuts what a person typed. Full-width signs count like their narrow ones. */
export function lexQuery(text: string): Lexeme[] {
  const lexemes: Lexeme[] = []
  for (let at = 0; at < text.length;) {
    const character = text[at]!
    if (space.test(character)) at += 1
    else if (bracket.test(character)) {
      lexemes.push({ kind: character === '(' || character === '（' ? 'open' : 'close', at })
      at += 1
    } else if (closingOf[character]) at = quoted(text, at, lexemes)
    else if (/[-－−]/.test(character) && /[^\s-]/.test(text[at + 1] ?? ' ')) {
      lexemes.push({ kind: 'not', at })
      at += 1
    } else at = words(text, at, lexemes)
  }
  return lexemes
}

function quoted(text: string, at: number, lexemes: Lexeme[]): number {
  const closing = closingOf[text[at]!]!
  let end = at + 1
  while (end < text.length && !closing.includes(text[end]!)) end += 1
  if (end >= text.length) {
    throw new QueryError(at, { ja: '引用符が閉じられていません。終わりにも引用符を付けてください。', en: 'A quotation mark is not closed. Add the closing one.' })
  }
  lexemes.push({ kind: 'words', text: text.slice(at + 1, end), at: at + 1, quoted: true })
  return end + 1
}

function words(text: string, at: number, lexemes: Lexeme[]): number {
  let end = at
  while (end < text.length && !space.test(text[end]!) && !bracket.test(text[end]!) && !closingOf[text[end]!]) end += 1
  const run = text.slice(at, end)
  const operator = operators[run]
  lexemes.push(operator ? { kind: operator, at } : { kind: 'words', text: run, at, quoted: false })
  return end
}
