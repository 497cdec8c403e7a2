import { z } from 'zod'
import type { ThreadEntry } from '../conversation/conversation.ts'
import { Id } from '../input.ts'
import type { LeadView } from '../lead/lead.ts'
import type { AuthorView } from '../mention/mention.ts'
import type { TicketRow } from '../ticket/ticket.ts'

export const ReadAuthorInput = z.strictObject({ id: Id, after: z.string().max(500).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) })
export type ReadAuthorInput = z.infer<typeof ReadAuthorInput>

/** One person across what they said, and what we did, in one line of time. */
export interface AuthorPage {
  author: AuthorView
  firstSeenAt: string
  mentionCount: number
  sentiment: { positive: number; neutral: number; negative: number; mixed: number }
  tickets: TicketRow[]
  leads: LeadView[]
  /** Newest first: mentions, replies, notes. */
  timeline: (ThreadEntry & { conversationId: string })[]
  after: string | null
}
