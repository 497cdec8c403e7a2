import { z } from 'zod'

/** Pieces that several inputs share. Safe for the browser. */
export const Id = z.uuid()
export const UserId = z.string().min(1).max(64)
/** What the person saw; a newer row answers 409. Filled from `If-Match`. */
export const version = z.number().int().positive().optional()
export const line = (max: number) => z.string().trim().min(1).max(max)
export const paragraph = (max: number) => z.string().min(1).max(max)
/** A link that a screen may offer: `javascript:` and its like are no places on the web. */
export const webLink = z.url({ protocol: /^https?$/ }).max(2048)
export const limit = z.coerce.number().int().min(1).max(200).default(50)
/** Opaque; what the page before said. */
export const after = z.string().max(500).optional()
/** A comma list in a query string, or an array. */
export const list = <T extends z.ZodType<string>>(item: T) =>
  z.preprocess((value) => (typeof value === 'string' ? value.split(',').filter(Boolean) : value), z.array(item).max(100).optional())

export interface Page<Row> {
  rows: Row[]
  /** Exact up to 10,000; `totalIsExact` says so. */
  total: number
  totalIsExact: boolean
  after: string | null
  /** Later arrivals are not in this list; ask for their count with it. */
  snapshot: number
}
