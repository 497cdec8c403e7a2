import { z } from 'zod'
import { InvalidInput } from './errors.ts'

/** Cursors are opaque to whoever holds them, and read as strictly as any other input. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** @throws InvalidInput for a cursor that this list did not make. */
export function decodeCursor<T>(schema: z.ZodType<T>, cursor: string): T {
  const parsed = schema.safeParse(readJson(cursor))
  if (parsed.success) return parsed.data
  throw new InvalidInput({ ja: '一覧の続きを読めません。最初から開き直してください。', en: 'This place in the list cannot be read. Open the list again from the start.' })
}

/** A time in a cursor keeps Postgres' microseconds, which a JavaScript date would lose. */
export const cursorTime = z.string().regex(/^(infinity|\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2})$/)
export const cursorId = z.uuid()

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
