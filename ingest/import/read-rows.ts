import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import type { Sentence } from '../../core/errors.ts'
import { parseJson } from '../../core/json.ts'

export type ImportFormat = 'csv' | 'jsonl'
export type ImportEncoding = 'utf-8' | 'shift_jis'

/** A row of the file: its number (the header is row 0 of a CSV), its bytes as text, and its fields or why it has none. */
export interface FileRow {
  rowNo: number
  raw: string
  fields: Record<string, string> | null
  trouble?: Sentence
}

/** Longer than any post; a broken quote must not swallow the rest of the file. */
const maxRowLength = 200_000

export async function* readRows(bytes: Uint8Array, format: ImportFormat, encoding: ImportEncoding): AsyncGenerator<FileRow> {
  const text = decode(bytes, encoding)
  if (format === 'csv') yield* readCsv(text)
  else yield* readJsonLines(text)
}

/** What the bytes say of themselves: a byte order mark, else whether they are well-formed UTF-8. */
export function detectEncoding(bytes: Uint8Array): ImportEncoding {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, Math.min(bytes.length, 1 << 20)), { stream: true })
    return 'utf-8'
  } catch {
    return 'shift_jis'
  }
}

export function detectFormat(fileName: string, bytes: Uint8Array): ImportFormat {
  if (/\.(jsonl|ndjson)$/i.test(fileName)) return 'jsonl'
  if (/\.(csv|tsv|txt)$/i.test(fileName)) return 'csv'
  return /^﻿?\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 200))) ? 'jsonl' : 'csv'
}

function decode(bytes: Uint8Array, encoding: ImportEncoding): string {
  return new TextDecoder(encoding).decode(bytes)
}

async function* readCsv(text: string): AsyncGenerator<FileRow> {
  const delimiter = delimiterOf(text)
  const parser = Readable.from(slices(text)).pipe(parse({
    delimiter, bom: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: true, raw: true, max_record_size: maxRowLength,
  }))
  let header: string[] | null = null
  let rowNo = 0
  try {
    for await (const { record, raw } of parser as AsyncIterable<{ record: string[]; raw: string }>) {
      if (header === null) {
        header = record.map((name, place) => name.trim() || `#${place + 1}`)
        continue
      }
      rowNo++
      yield { rowNo, raw: raw.trimEnd(), fields: Object.fromEntries(header.map((name, place) => [name, record[place] ?? ''])) }
    }
  } catch (error) {
    yield { rowNo: rowNo + 1, raw: '', fields: null, trouble: { ja: `これより先を CSV として読めません（${String(error)}）。引用符を確認してください。`, en: `The file cannot be read as CSV from here (${String(error)}). Check the quotes.` } }
  }
}

async function* readJsonLines(text: string): AsyncGenerator<FileRow> {
  let rowNo = 0
  for (const line of lines(text.replace(/^﻿/, ''))) {
    if (line.trim() === '') continue
    rowNo++
    yield { rowNo, raw: line, ...readJsonLine(line) }
  }
}

function readJsonLine(line: string): Pick<FileRow, 'fields' | 'trouble'> {
  if (line.length > maxRowLength) return { fields: null, trouble: { ja: '行が長すぎます。', en: 'The row is too long.' } }
  try {
    const value = parseJson(line)
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new SyntaxError('not an object')
    return { fields: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, typeof inner === 'string' ? inner : inner === null ? '' : JSON.stringify(inner)])) }
  } catch (error) {
    return { fields: null, trouble: { ja: `JSON として読めません（${String(error)}）。`, en: `The row is not JSON (${String(error)}).` } }
  }
}

function* lines(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    yield text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '')
    start = end < 0 ? text.length : end + 1
  }
}

function* slices(text: string): Generator<string> {
  for (let start = 0; start < text.length; start += 65_536) yield text.slice(start, start + 65_536)
}

/** Excel writes tabs or semicolons in some settings; the header tells. */
function delimiterOf(text: string): string {
  const header = text.slice(0, Math.max(0, text.indexOf('\n')) || 2000)
  return [',', '\t', ';'].map((mark) => ({ mark, count: header.split(mark).length })).toSorted((a, b) => b.count - a.count)[0]!.mark
}
