import type { Sentence } from '../../core/errors.ts'
import { parseJson } from '../../core/json.ts'
import { readCsv } from './read-csv.ts'
import { readLines, type FileBytes, type ImportEncoding } from './read-lines.ts'

export type ImportFormat = 'csv' | 'jsonl'

/** A row of the file: its number (1 for the first after a CSV's header, blank lines not counted), its text, and its fields or why it has none. */
export interface FileRow {
  rowNo: number
  raw: string
  fields: Record<string, string> | null
  trouble?: Sentence
}

const maxRowLength = 200_000

/** Every row of the file in order; one that cannot be read is a row too. Throws only what reading the bytes throws. */
export async function* readRows(bytes: FileBytes, format: ImportFormat, encoding: ImportEncoding): AsyncGenerator<FileRow> {
  const lines = readLines(bytes, encoding)
  if (format === 'csv') yield* readCsvRows(lines)
  else yield* readJsonRows(lines)
}

export function detectFormat(fileName: string, bytes: Uint8Array): ImportFormat {
  if (/\.(jsonl|ndjson)$/i.test(fileName)) return 'jsonl'
  if (/\.(csv|tsv|txt)$/i.test(fileName)) return 'csv'
  return /^﻿?\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 200))) ? 'jsonl' : 'csv'
}

async function* readCsvRows(lines: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let header: string[] | null = null
  let rowNo = 0
  for await (const { raw, fields, trouble } of readCsv(lines)) {
    if (header === null) {
      header = namesOf(fields ?? raw.split(','))
      continue
    }
    rowNo++
    if (fields === null) yield { rowNo, raw, fields: null, trouble }
    else if (fields.slice(header.length).some((field) => field.trim() !== '')) yield { rowNo, raw, fields: null, trouble: tooManyFields(fields.length, header.length) }
    else yield { rowNo, raw, fields: Object.fromEntries(header.map((name, place) => [name, fields[place] ?? ''])) }
  }
}

/** A column without a name gets its number; of two with the same name the second is told apart. */
function namesOf(fields: readonly string[]): string[] {
  const seen = new Set<string>()
  return fields.map((field, place) => {
    const plain = field.trim() || `#${place + 1}`
    const name = seen.has(plain) ? `${plain} #${place + 1}` : plain
    seen.add(name)
    return name
  })
}

/** An unquoted delimiter in a text would cut it and move every column after it. */
function tooManyFields(count: number, columns: number): Sentence {
  return {
    ja: `列が ${count} 個あり、見出しの ${columns} 個より多くなっています。区切り文字を含む項目は引用符で囲んでください。`,
    en: `The row has ${count} fields, the header ${columns}. A field that holds the delimiter needs quotes.`,
  }
}

async function* readJsonRows(lines: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let rowNo = 0
  for await (const line of lines) {
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
