import type { Sentence } from '../../core/errors.ts'

/** One record as it stands in the file; `fields` null: it cannot be read, and `trouble` says why. */
export interface CsvRecord {
  raw: string
  fields: string[] | null
  trouble?: Sentence
}

/** Longer than any post. A quote that is not closed within it is a slip. */
const maxRecordLength = 200_000
const maxRecordLines = 1000
/** A file in which no quote is closed would be read a thousand times over: reading lines again costs credit, which each record earns. */
const credit = { atFirst: 20_000, aRecord: 10, least: 10 }

/**
 * RFC 4180 with the habits of real files: a quote inside a field stands for itself, blank lines are no rows. Our own reader because
 * of what follows a slip: an unclosed quote costs its one line, not the rest of the file, and every row is named or taken.
 */
export async function* readCsv(lines: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const source = withPushBack(lines)
  let delimiter: string | null = null
  let left = credit.atFirst
  for (let line = await source.next(); line !== null; line = await source.next()) {
    if (line.trim() === '') continue
    delimiter ??= delimiterOf(line)
    const { again, ...record } = await readRecord(source, line, delimiter, Math.min(maxRecordLines, Math.max(credit.least, left)))
    left = Math.min(credit.atFirst, left + credit.aRecord - again)
    yield record
  }
}

type Source = ReturnType<typeof withPushBack>

/** `again`: how many lines must be read once more. */
async function readRecord(source: Source, first: string, delimiter: string, maxLines: number): Promise<CsvRecord & { again: number }> {
  if (!first.includes('"')) return { again: 0, ...(first.length > maxRecordLength ? tooLong(first) : { raw: first, fields: first.split(delimiter) }) }
  const taken = [first]
  let length = first.length
  let end = endOf(first, delimiter, false)
  while (end === 'open' && length <= maxRecordLength && taken.length < maxLines) {
    const line = await source.next()
    if (line === null) break
    taken.push(line)
    length += line.length + 1
    end = endOf(line, delimiter, true)
  }
  if (end !== 'closed') {
    source.putBack(taken.slice(1))
    return { again: taken.length - 1, raw: first, fields: null, trouble: { ja: '引用符（"）が閉じていません。', en: 'A quote (") is not closed.' } }
  }
  const raw = taken.join('\n')
  return { again: 0, ...(raw.length > maxRecordLength ? tooLong(raw) : { raw, fields: splitRecord(raw, delimiter) }) }
}

/**
 * Whether a quoted field goes on in the next line. In the middle of words a quote stands for itself, but not in a line that is
 * only there because of an open quote: there it is the begin of another row's field, and the open quote was the slip.
 */
function endOf(line: string, delimiter: string, openBefore: boolean): 'open' | 'closed' | 'slip' {
  let open = openBefore || line.startsWith('"')
  let continued = openBefore
  for (let at = open && !openBefore ? 1 : 0; ;) {
    if (!open) {
      const opening = line.indexOf(`${delimiter}"`, at)
      if (opening < 0) return 'closed'
      open = true
      at = opening + 2
      continue
    }
    const quote = line.indexOf('"', at)
    if (quote < 0) return 'open'
    at = quote + 1
    if (line[at] === '"') at++
    else if (at === line.length) return 'closed'
    else if (line[at] === delimiter) open = continued = false
    else if (continued) return 'slip'
  }
}

function splitRecord(raw: string, delimiter: string): string[] {
  const fields: string[] = []
  for (let at = 0; ;) {
    const { value, end } = raw[at] === '"' ? quoted(raw, at + 1, delimiter) : plain(raw, at, delimiter)
    fields.push(value)
    if (end >= raw.length) return fields
    at = end + 1
    if (at === raw.length) return [...fields, '']
  }
}

function plain(raw: string, at: number, delimiter: string): { value: string; end: number } {
  const next = raw.indexOf(delimiter, at)
  const end = next < 0 ? raw.length : next
  return { value: raw.slice(at, end), end }
}

function quoted(raw: string, start: number, delimiter: string): { value: string; end: number } {
  let value = ''
  for (let at = start; ;) {
    const quote = raw.indexOf('"', at)
    if (quote < 0) return { value: value + raw.slice(at), end: raw.length }
    if (quote + 1 === raw.length || raw[quote + 1] === delimiter) return { value: value + raw.slice(at, quote), end: quote + 1 }
    value += raw.slice(at, quote + 1)
    at = raw[quote + 1] === '"' ? quote + 2 : quote + 1
  }
}

/** Excel writes tabs or semicolons in some settings; the header tells. */
function delimiterOf(header: string): string {
  return [',', '\t', ';'].map((mark) => ({ mark, count: header.split(mark).length })).toSorted((a, b) => b.count - a.count)[0]!.mark
}

function tooLong(raw: string): CsvRecord {
  return { raw, fields: null, trouble: { ja: '行が長すぎます。', en: 'The row is too long.' } }
}

function withPushBack(lines: AsyncIterable<string>) {
  const iterator = lines[Symbol.asyncIterator]()
  let ahead: string[] = []
  return {
    async next(): Promise<string | null> {
      const again = ahead.shift()
      if (again !== undefined) return again
      const { value, done } = await iterator.next()
      return done ? null : value
    },
    putBack(read: string[]): void {
      ahead = [...read, ...ahead]
    },
  }
}
