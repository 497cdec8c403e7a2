const pictographic = /\p{Extended_Pictographic}/u

/** Length in UTF-16 units of the emoji cluster at `at`, 0 where none begins: flags, skin tones, families, keycaps and tag sequences whole. */
export function emojiLength(text: string, at: number): number {
  const first = text.codePointAt(at)!
  if (isRegional(first)) return isRegional(text.codePointAt(at + 2) ?? 0) ? 4 : 2
  const keycap = keycapLength(text, at)
  if (keycap > 0) return keycap
  if (!mayBegin(first)) return 0
  let end = pastModifiers(text, at + width(first))
  while (text.charCodeAt(end) === 0x200d) {
    const next = text.codePointAt(end + 1) ?? 0
    if (!mayBegin(next)) break
    end = pastModifiers(text, end + 1 + width(next))
  }
  return end - at
}

function mayBegin(code: number): boolean {
  // ©, ® and ™ are text unless somebody asks for the picture; taking them as symbols of a picture does no harm.
  return code >= 0xa9 && pictographic.test(String.fromCodePoint(code))
}

function pastModifiers(text: string, from: number): number {
  let at = from
  for (;;) {
    const code = text.codePointAt(at) ?? 0
    const isModifier = code === 0xfe0f || code === 0xfe0e || code === 0x20e3 || (code >= 0x1f3fb && code <= 0x1f3ff) || (code >= 0xe0020 && code <= 0xe007f)
    if (!isModifier) return at
    at += width(code)
  }
}

/** 1️⃣ and its kin, with or without the variation selector. */
function keycapLength(text: string, at: number): number {
  const code = text.charCodeAt(at)
  const isBase = code === 0x23 || code === 0x2a || (code >= 0x30 && code <= 0x39)
  if (!isBase) return 0
  const selector = text.charCodeAt(at + 1) === 0xfe0f ? 1 : 0
  return text.charCodeAt(at + 1 + selector) === 0x20e3 ? 2 + selector : 0
}

function isRegional(code: number): boolean {
  return code >= 0x1f1e6 && code <= 0x1f1ff
}

function width(code: number): number {
  return code > 0xffff ? 2 : 1
}
