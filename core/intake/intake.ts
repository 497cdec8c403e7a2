import { z } from 'zod'
import { after, Id, limit, list } from '../input.ts'

export const ListParkedInput = z.strictObject({ networks: list(z.string().max(20)), channelIds: list(Id), limit, after })
export type ListParkedInput = z.infer<typeof ListParkedInput>

export interface ParkedRow {
  seq: number
  network: string
  kind: string
  channel: { id: string; name: string } | null
  app: { id: string; name: string } | null
  step: string
  reason: string
  attempts: number
  receivedAt: string
  /** The event's own bytes as text, cut at 20,000 units; not UTF-8: base64. */
  raw: string
  encoding: 'utf8' | 'base64'
  byteSize: number
}

/** By number, or all of a reason. */
export const ReplayParkedInput = z.strictObject({ seqs: z.array(z.number().int().positive()).max(1000).optional(), reason: z.string().max(500).optional() })
  .refine((input) => input.seqs !== undefined || input.reason !== undefined, { message: 'seqs or reason' })
export type ReplayParkedInput = z.infer<typeof ReplayParkedInput>
