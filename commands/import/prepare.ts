import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { InvalidInput } from '../../core/errors.ts'
import { parseInput } from '../../core/guard.ts'
import { ImportMapping } from '../../core/job/job.ts'
import { previewImport } from '../../ingest/import/preview-import.ts'
import type { ImportEncoding } from '../../ingest/import/read-lines.ts'
import type { ImportFormat } from '../../ingest/import/read-rows.ts'

const maxBytes = 256 * 1024 * 1024

export interface Prepared {
  fileName: string
  bytes: Buffer
  format: ImportFormat
  encoding: ImportEncoding
  columns: string[]
  rows: Record<string, string>[]
  mapping: ImportMapping
}

export interface Wishes {
  map: readonly string[]
  encoding: string | undefined
  format: string | undefined
}

/** Reads the file and settles which column holds what. @throws InvalidInput for what cannot be imported. */
export async function prepare(file: string, wishes: Wishes): Promise<Prepared> {
  const bytes = readBytes(file)
  const given = {
    format: oneOf('format', ['csv', 'jsonl'] as const, wishes.format),
    encoding: oneOf('encoding', ['utf-8', 'shift_jis'] as const, wishes.encoding),
  }
  const { format, encoding, columns, rows, suggested } = await previewImport('', basename(file), bytes, given)
  const mapping = readMapping(suggested, wishes.map)
  // The columns of JSON lines may differ from row to row; a CSV has its header.
  const missing = format === 'csv' ? Object.values(mapping).filter((column) => !columns.includes(column)) : []
  if (missing.length > 0) throw noColumn(missing, columns)
  return { fileName: basename(file), bytes, format, encoding, columns, rows, mapping }
}

/** What a person looks at before they say yes. */
export function previewLines({ fileName, bytes, format, encoding, columns, rows, mapping }: Prepared): string[] {
  const shown = rows.slice(0, 3).map((row, place) => `  ${place + 1}: ${Object.entries(mapping).map(([field, column]) => `${field}=${short(row[column] ?? '')}`).join('  ')}`)
  return [
    `${fileName}: ${format}, ${encoding}, ${(bytes.length / 1_000_000).toFixed(2)} MB`,
    `列 / Columns: ${columns.join(', ')}`,
    `割り当て / Mapping: ${Object.entries(mapping).map(([field, column]) => `${field}=${column}`).join(', ')}`,
    ...shown,
  ]
}

function readBytes(file: string): Buffer {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) throw new InvalidInput({ ja: `ファイル ${file} がありません。`, en: `There is no file ${file}.` })
  if (size === 0) throw new InvalidInput({ ja: `${file} は空です。`, en: `${file} is empty.` })
  if (size > maxBytes) throw new InvalidInput({ ja: `${file} は 256 MB を超えています。分割してください。`, en: `${file} is larger than 256 MB. Split it.` })
  try {
    return readFileSync(file)
  } catch {
    throw new InvalidInput({ ja: `${file} を読めません。権限を確かめてください。`, en: `${file} cannot be read. Check its permissions.` })
  }
}

function readMapping(suggested: Partial<ImportMapping>, given: readonly string[]): ImportMapping {
  const mapping: Record<string, string> = { ...suggested }
  for (const pair of given.flatMap((list) => list.split(',')).filter((part) => part.trim() !== '')) {
    const at = pair.indexOf('=')
    const field = pair.slice(0, at).trim()
    if (at <= 0 || !(field in ImportMapping.shape)) throw new InvalidInput({ ja: `--map の「${pair}」を読めません。${fields()} のどれかを 項目=列 の形で指定してください。`, en: `“${pair}” of --map cannot be read. It takes field=column with one of ${fields()}.` })
    const column = pair.slice(at + 1).trim()
    if (column === '') delete mapping[field]
    else mapping[field] = column
  }
  if (mapping['text'] === undefined) throw new InvalidInput({ ja: '本文の列が分かりません。--map text=列名 で指定してください。', en: 'It is not clear which column holds the text. Name it by --map text=COLUMN.' })
  return parseInput(ImportMapping, mapping)
}

function fields(): string {
  return Object.keys(ImportMapping.shape).join(', ')
}

function noColumn(missing: readonly string[], columns: readonly string[]): InvalidInput {
  return new InvalidInput({
    ja: `列「${missing.join('」「')}」がファイルにありません。あるのは: ${columns.join(', ')}`, en: `The file has no column ${missing.map((name) => `“${name}”`).join(', ')}. It has: ${columns.join(', ')}`,
  })
}

function oneOf<T extends string>(option: string, values: readonly T[], given: string | undefined): T | undefined {
  if (given === undefined) return undefined
  const found = values.find((value) => value === given.toLowerCase().replace('shift-jis', 'shift_jis').replace(/^utf8$/, 'utf-8'))
  if (found) return found
  throw new InvalidInput({ ja: `--${option} は ${values.join(' か ')} です。`, en: `--${option} is ${values.join(' or ')}.` })
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}
