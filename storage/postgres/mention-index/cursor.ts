import { z } from 'zod'
import { InvalidInput } from '../../../core/errors.ts'

/**
 * Where a list of hits goes on. It holds places only: whoever changes one still finds what the scope lets them find, so it is
 * checked for its shape and not signed. `ranked` goes through the best hits, `rest` through what is older than those.
 */
const Cursor = z.strictObject({
  by: z.enum(['newest', 'ranked', 'rest']),
  snapshot: z.number().int().nonnegative(),
  /** Postgres' own text of the time, which keeps its microseconds. */
  published: z.string().regex(/^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}( BC)?$/),
  arrival: z.number().int(),
  rank: z.number().optional(),
  total: z.number().int().nonnegative(),
  totalIsExact: z.boolean(),
})
export type Cursor = z.infer<typeof Cursor>

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

export function readCursor(text: string): Cursor {
  const parsed = Cursor.safeParse(fromBase64(text))
  if (parsed.success) return parsed.data
  throw new InvalidInput({ ja: '続きの位置を読めません。検索をやり直してください。', en: 'The place to go on from cannot be read. Search again.' })
}

function fromBase64(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
