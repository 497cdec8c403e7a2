/**
 * Text of a feed's bytes. A byte order mark wins over the header, the header over the XML declaration; what does not
 * fit the bytes is passed over, because servers and editors name the wrong encoding often enough.
 */
export function decodeFeed(bytes: Uint8Array, contentType: string | null): string {
  const labels = [byteOrderMark(bytes), fromHeader(contentType), fromDeclaration(bytes), 'utf-8'].filter((label) => label !== null)
  for (const label of labels) {
    const text = decode(bytes, label, true)
    if (text !== null) return withoutControls(text)
  }
  return withoutControls(decode(bytes, labels[0]!, false) ?? decode(bytes, 'utf-8', false) ?? '')
}

function decode(bytes: Uint8Array, label: string, fatal: boolean): string | null {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes)
  } catch {
    return null
  }
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
}

function fromHeader(contentType: string | null): string | null {
  return /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1] ?? null
}

function fromDeclaration(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 400)).toString('latin1')
  return /<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(head)?.[1] ?? null
}

/** XML forbids them, feeds have them. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
}
