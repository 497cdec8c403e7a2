/** How a network counts a text. `x-weighted` is X's own count, in which most letters outside Latin weigh two, a link 23 and an emoji two. */
export type CountRule = 'x-weighted' | 'utf16' | 'graphemes'

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** Ranges of code points that weigh one; everything else weighs two. */
const light: readonly (readonly [number, number])[] = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]]
const linkWeight = 23
/** A link ends where Japanese goes on. A closing stop or comma is not part of it. */
const link = /(?<![\w@#$＠＃])https?:\/\/(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:\/[\w\-./~:@!$&'()*+,;=%#\u0400-\u04ff]*)?(?:\?[\w\-./~:@!$&'()*+,;=%#?|]*)?/gi
const emoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u

export function countText(text: string, rule: CountRule): number {
  if (rule === 'utf16') return text.length
  if (rule === 'graphemes') return [...graphemes.segment(text)].length
  return countForX(text.normalize('NFC'))
}

function countForX(text: string): number {
  let weight = 0
  let from = 0
  for (const match of text.matchAll(link)) {
    const url = withoutTail(match[0])
    weight += weightOf(text.slice(from, match.index)) + linkWeight
    from = match.index + url.length
  }
  return weight + weightOf(text.slice(from))
}

function withoutTail(url: string): string {
  return url.replace(/[.,;:!?'"*]+$/, '').replace(/\)+$/, (tail) => (url.includes('(') ? tail : ''))
}

function weightOf(text: string): number {
  let weight = 0
  for (const { segment } of graphemes.segment(text)) {
    if (emoji.test(segment) && isDrawnAsEmoji(segment)) weight += 2
    else for (const character of segment) weight += isLight(character.codePointAt(0)!) ? 1 : 2
  }
  return weight
}

/** © or ™ alone is a letter; with its variation selector it is a picture. */
function isDrawnAsEmoji(segment: string): boolean {
  return /\p{Emoji_Presentation}|\ufe0f|\u20e3|\u200d/u.test(segment)
}

function isLight(codePoint: number): boolean {
  return light.some(([from, to]) => codePoint >= from && codePoint <= to)
}
