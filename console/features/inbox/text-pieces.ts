export interface EvidenceSpan {
  start: number
  end: number
  weight: number
  why: string
}

/** The text in order, cut at what decided; spans that overlap or lie outside are let go, no character ever is. */
export function cutByEvidence<Span extends EvidenceSpan>(text: string, evidence: readonly Span[]): { text: string; evidence?: Span }[] {
  const pieces: { text: string; evidence?: Span }[] = []
  let at = 0
  for (const span of evidence.toSorted((a, b) => a.start - b.start)) {
    if (span.start < at || span.end > text.length || span.end <= span.start) continue
    if (span.start > at) pieces.push({ text: text.slice(at, span.start) })
    pieces.push({ text: text.slice(span.start, span.end), evidence: span })
    at = span.end
  }
  if (at < text.length) pieces.push({ text: text.slice(at) })
  return pieces
}

/** Only http and https become links; a Japanese sentence goes on behind one. */
export function linksIn(text: string): { text: string; href?: string }[] {
  const pieces: { text: string; href?: string }[] = []
  let at = 0
  for (const match of text.matchAll(/https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi)) {
    const url = match[0].replace(/[.,;:!?'")\]]+$/, '')
    if (!URL.canParse(url)) continue
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) })
    pieces.push({ text: url, href: url })
    at = match.index + url.length
  }
  if (at < text.length) pieces.push({ text: text.slice(at) })
  return pieces
}
