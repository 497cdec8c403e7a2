/** JSON from outside, read so that nothing in it can hurt: no prototype keys, no lost digits, bounded depth. */

/** @throws SyntaxError for anything that is not JSON in UTF-8, or nests deeper than `maxDepth`. */
export function parseJson(bytes: Uint8Array | string, maxDepth = 64): unknown {
  const text = typeof bytes === 'string' ? bytes : decodeUtf8(bytes)
  refuseDepth(text, maxDepth)
  return JSON.parse(text, needsCare.test(text) ? keepDigits : undefined)
}

/** A number longer than we can hold, or a name that `keepDigits` drops, perhaps escaped. Most bodies have none, and are read five times as fast. */
const needsCare = /(?:^|[-:,[\s])\d{16}|__proto__|"constructor"|\\u00/

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch (cause) {
    throw new SyntaxError('the body is not UTF-8', { cause })
  }
}

/** Ids above 2^53 arrive as numbers; their digits are kept as a string. */
function keepDigits(this: unknown, key: string, value: unknown, context?: { source?: string }): unknown {
  if (key === '__proto__' || (key === 'constructor' && typeof value === 'object')) return undefined
  if (typeof value === 'number' && !Number.isSafeInteger(value) && context?.source && /^-?\d+$/.test(context.source)) return context.source
  return value
}

/** JSON.parse recurses; a body of a million brackets must not end the process. */
function refuseDepth(text: string, maxDepth: number): void {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === 92) i++
      else if (code === 34) inString = false
    } else if (code === 34) inString = true
    else if (code === 91 || code === 123) {
      if (++depth > maxDepth) throw new SyntaxError(`the body nests deeper than ${maxDepth}`)
    } else if (code === 93 || code === 125) depth--
  }
}
