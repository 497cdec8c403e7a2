export type ImportEncoding = 'utf-8' | 'shift_jis'
/** A file at hand, or its pieces in order. */
export type FileBytes = Uint8Array | AsyncIterable<Uint8Array>

/** Far beyond any row that is taken; a file without line ends must not fill the memory. */
const longestLine = 400_000
const pieceBytes = 65_536

/** Lines without their ends (LF or CRLF) and without a byte order mark. An overlong line is cut. */
export async function* readLines(bytes: FileBytes, encoding: ImportEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  let rest = ''
  for await (const piece of bytes instanceof Uint8Array ? piecesOf(bytes) : bytes) {
    const text = decoder.decode(piece, { stream: true })
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      yield withoutReturn(rest + text.slice(start, end))
      rest = ''
      start = end + 1
    }
    rest = (rest + text.slice(start)).slice(0, longestLine)
  }
  rest += decoder.decode()
  if (rest !== '') yield withoutReturn(rest)
}

/** Well-formed UTF-8 to the last byte, or else the Shift_JIS of Japanese offices. */
export function detectEncoding(bytes: Uint8Array): ImportEncoding {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (const piece of piecesOf(bytes)) decoder.decode(piece, { stream: true })
    decoder.decode()
    return 'utf-8'
  } catch {
    return 'shift_jis'
  }
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes)
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
