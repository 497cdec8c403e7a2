import dayjs from 'dayjs'
import timezone from 'dayjs/plugin/timezone.js'
import utc from 'dayjs/plugin/utc.js'
import type { Sentence } from '../../core/errors.ts'
import type { ImportMapping } from '../../core/job/job.ts'
import type { FileRow } from './read-rows.ts'

dayjs.extend(utc)
dayjs.extend(timezone)

export type MappedRow = { kind: 'row'; row: Record<string, string> } | { kind: 'refused'; reason: Sentence }

/** A file's row in the shape of the import connector, or why it is refused. `fallbackAt` is for files without a time column. */
export function mapRow(fileRow: FileRow, mapping: ImportMapping, zone: string, fallbackAt: string): MappedRow {
  if (fileRow.fields === null) return { kind: 'refused', reason: fileRow.trouble! }
  const field = (name: keyof ImportMapping) => (mapping[name] === undefined ? '' : (fileRow.fields![mapping[name]] ?? '').trim())
  const text = field('text')
  if (text === '') return { kind: 'refused', reason: { ja: `本文の列「${mapping.text}」が空です。`, en: `The text column “${mapping.text}” is empty.` } }
  const at = mapping.at === undefined ? fallbackAt : readTime(field('at'), zone)
  if (at === null) {
    return { kind: 'refused', reason: { ja: `日時「${field('at').slice(0, 50)}」を読めません。2026-11-03 09:12 や 2026/11/03 の形にしてください。`, en: `The time “${field('at').slice(0, 50)}” cannot be read. Use 2026-11-03 09:12 or 2026/11/03.` } }
  }
  const row: Record<string, string> = { text, at }
  const names = { network: 'network', externalId: 'id', authorName: 'author', authorHandle: 'handle', url: 'url', inReplyTo: 'inReplyTo' } as const
  for (const [key, name] of Object.entries(names)) if (field(name) !== '') row[key] = field(name)
  return { kind: 'row', row }
}

/** ISO 8601, epoch seconds or milliseconds, and Japanese office forms; wall clock without an offset is in `zone`. Null: unreadable. */
function readTime(text: string, zone: string): string | null {
  const clean = text.normalize('NFKC').trim()
  if (/^\d{10}$/.test(clean)) return new Date(Number(clean) * 1000).toISOString()
  if (/^\d{13}$/.test(clean)) return new Date(Number(clean)).toISOString()
  if (/(Z|[+-]\d{2}:?\d{2})$/.test(clean) && /^\d{4}-\d{2}-\d{2}T/.test(clean)) return valid(new Date(clean))
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(午前|午後|AM|PM)?\s*(\d{1,2})[:時](\d{1,2})分?(?::(\d{1,2})(?:\.\d+)?)?秒?\s*(AM|PM)?)?$/i.exec(clean)
  if (!match) return null
  const [, year, month, day, before, hour = '0', minute = '0', second = '0', after] = match
  const half = (before ?? after ?? '').toUpperCase()
  const hours = (Number(hour) % (half ? 12 : 24)) + (half === '午後' || half === 'PM' ? 12 : 0)
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return null
  const wall = `${year}-${pad(month!)}-${pad(day!)}`
  if (dayjs.utc(wall).format('YYYY-MM-DD') !== wall) return null
  const at = dayjs.tz(`${wall} ${pad(String(hours))}:${pad(minute)}:${pad(second)}`, zone)
  return at.isValid() ? at.toISOString() : null
}

function valid(date: Date): string | null {
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

function pad(digits: string): string {
  return digits.padStart(2, '0')
}
