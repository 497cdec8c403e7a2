import { createHash } from 'node:crypto'
import { cleanText, maxIdBytes } from '../../core/text.ts'

/** Tolerant readers: what is not there or of another kind reads as nothing. None of them throws. */

export type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** A non-empty text, cleaned for storage. */
export function textOf(value: unknown, max?: number): string | null {
  if (typeof value !== 'string') return null
  const text = cleanText(value, max)
  return text === '' ? null : text
}

/** An opaque id, also where a network writes it as a number. Longer ones than we keep become a hash of themselves. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  const id = typeof value === 'string' ? cleanText(value).trim() : ''
  return id === '' ? null : boundedId(id)
}

export function boundedId(text: string): string {
  const id = cleanText(text)
  return Buffer.byteLength(id) <= maxIdBytes ? id : `sha256:${hashOf(id)}`
}

/** A whole number that a database integer can hold. */
export function countOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 2_147_483_647 ? number : null
}

const longestAddress = 2048

/** An http(s) address, resolved against `base`; null for anything else, `javascript:` included. */
export function webAddress(value: unknown, base?: string | null): string | null {
  const text = typeof value === 'string' ? cleanText(value, longestAddress).trim() : ''
  if (text === '' || !URL.canParse(text, base ?? undefined)) return null
  const url = new URL(text, base ?? undefined)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
}

/**
 * ISO 8601 in UTC from an ISO or RFC 822 date or epoch milliseconds; null for what no calendar has.
 * A time without a zone is Japan's, as in Japanese feeds and spreadsheets.
 */
export function isoTime(value: unknown): string | null {
  const milliseconds = typeof value === 'number' ? value : typeof value === 'string' ? parseTime(value.trim().slice(0, 100)) : Number.NaN
  return milliseconds >= 0 && milliseconds < Date.UTC(9999, 0, 1) ? new Date(milliseconds).toISOString() : null
}

function parseTime(text: string): number {
  if (/^\d{12,14}$/.test(text)) return Number(text)
  const [, year, month, day, hour = '0', rest = ':00'] = withoutZone.exec(text) ?? []
  if (year !== undefined) return Date.parse(`${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}T${hour.padStart(2, '0')}${rest}+09:00`)
  return Date.parse(zoned.test(text) ? text.replace(/\bJST\b/, '+0900') : `${text} +0900`)
}

const withoutZone = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2})(:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/
const zoned = /\d[zZ]$|\b(?:GMT|UTC?|JST|[ECMP][SD]T)\b|(?:\s|:\d{2}(?:\.\d+)?)[+-]\d{2}:?\d{2}(?=\s|$)/

export function hashOf(...parts: string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('hex')
}

/** The same for the same content whatever the order of its fields. */
export function hashOfValue(value: unknown): string {
  return hashOf(JSON.stringify(value, sortedFields) ?? 'undefined')
}

function sortedFields(_key: string, value: unknown): unknown {
  return isFields(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value
}
