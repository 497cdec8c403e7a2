import { z } from 'zod'
import { Id, version } from '../input.ts'

export const outboundStates = ['held', 'due', 'sending', 'done', 'failed', 'unknown', 'missed', 'cancelled'] as const
export type OutboundState = (typeof outboundStates)[number]

export interface OutboundActionView {
  id: string
  version: number
  network: string
  channelId: string
  conversationId: string | null
  operation: string
  idempotency: string
  state: OutboundState
  text: string
  target: Record<string, string>
  dueAt: string
  attempts: number
  externalId: string | null
  url: string | null
  problem: { code: string; words: { ja: string; en: string } } | null
  createdBy: string | null
  createdAt: string
  doneAt: string | null
  history: { at: string; name: string; data: Record<string, unknown> }[]
}

/** A person looked at the network and says what is true; or tries again, or lets it go. */
export const SettleActionInput = z.strictObject({
  id: Id, version,
  verdict: z.enum(['it-is-there', 'it-is-not-there-send-again', 'drop']),
  url: z.url().optional(),
})
export type SettleActionInput = z.infer<typeof SettleActionInput>

export const CancelActionInput = z.strictObject({ id: Id, version })
export type CancelActionInput = z.infer<typeof CancelActionInput>

export const PauseOutboundInput = z.strictObject({ paused: z.boolean(), reason: z.string().trim().max(500).default('') })
export type PauseOutboundInput = z.infer<typeof PauseOutboundInput>
