/**
 * Plain text of HTML that nobody vouches for. One pass from left to right, so that no input can make it slow;
 * what stands in script, style and the like is left out, blocks become lines.
 */
export function htmlToText(html: string): string {
  let out = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open === -1) {
      out += html.slice(at)
      break
    }
    out += html.slice(at, open)
    const tag = readTag(html, open)
    if (tag === null) {
      out += '<'
      at = open + 1
      continue
    }
    if (breaks.has(tag.name)) out += '\n'
    at = silent.has(tag.name) && !tag.closes ? endOf(html, tag.name, tag.end) : tag.end
  }
  return tidy(decodeEntities(out))
}

const breaks = new Set(['br', 'p', 'div', 'li', 'ul', 'ol', 'tr', 'table', 'blockquote', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'section', 'article', 'figure', 'dt', 'dd'])
const silent = new Set(['script', 'style', 'template', 'iframe', 'object', 'noscript', 'svg', 'math', 'head', 'title'])

interface Tag {
  name: string
  closes: boolean
  /** Index after the tag. */
  end: number
}

function readTag(html: string, open: number): Tag | null {
  if (html.startsWith('<!--', open)) {
    const end = html.indexOf('-->', open + 4)
    return { name: '!', closes: false, end: end === -1 ? html.length : end + 3 }
  }
  const match = /^<(\/?)([a-zA-Z][a-zA-Z0-9:-]{0,30}|[!?])/.exec(html.slice(open, open + 34))
  if (!match) return null
  const end = html.indexOf('>', open)
  return { name: match[2]!.toLowerCase(), closes: match[1] === '/', end: end === -1 ? html.length : end + 1 }
}

function endOf(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}\\s*>`, 'gi')
  close.lastIndex = from
  const match = close.exec(html)
  return match ? match.index + match[0].length : html.length
}

/** Character references, each read once: `&amp;lt;` stays `&lt;`. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g, function replace(whole, decimal, hex, name) {
    if (name !== undefined) return named.get(name as string) ?? whole
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex as string, 16)
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ''
  })
}

const named = new Map(Object.entries({
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ensp: ' ', emsp: ' ', thinsp: ' ',
  hellip: '…', mdash: '—', ndash: '–', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»', bull: '•', middot: '·',
  copy: '©', reg: '®', trade: '™', yen: '¥', euro: '€', pound: '£', cent: '¢', deg: '°', plusmn: '±', times: '×', divide: '÷',
  larr: '←', rarr: '→', uarr: '↑', darr: '↓', sect: '§', para: '¶', eacute: 'é', egrave: 'è', agrave: 'à', ccedil: 'ç', uuml: 'ü', ouml: 'ö', auml: 'ä', szlig: 'ß',
}))

function tidy(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n').map((line) => line.replace(/[ \t\f\v\u00a0]+/g, ' ').trim())
  return lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== '')).join('\n').trim()
}
