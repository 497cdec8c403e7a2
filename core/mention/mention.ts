import { z } from 'zod'
import { Id, line, paragraph } from '../input.ts'

export const mentionKinds = ['post', 'comment', 'reply', 'quote', 'repost', 'review', 'direct', 'article'] as const
export const sentiments = ['positive', 'neutral', 'negative', 'mixed'] as const
export type SentimentLabel = (typeof sentiments)[number]

/** A mention as every screen shows it. Times are ISO 8601 in UTC. */
export interface MentionView {
  id: string
  network: string
  externalId: string
  channelId: string
  conversationId: string
  kind: string
  title: string | null
  /** Empty once deleted. */
  text: string
  url: string | null
  media: { kind: string; url: string | null; alt: string | null }[]
  engagement: Record<string, number>
  language: string
  sentiment: SentimentLabel
  sentimentScore: number
  confidence: number
  evidence: { start: number; end: number; weight: number; why: string }[]
  annotatedBy: string
  author: AuthorView
  publishedAt: string
  editedAt: string | null
  deletedAt: string | null
  arrival: number
}

export interface AuthorView {
  id: string
  network: string
  externalId: string
  handle: string | null
  name: string | null
  avatarUrl: string | null
  followers: number | null
}

/** A mention that no network brought: a call, a visit, a letter. */
export const EnterMentionInput = z.strictObject({
  via: z.enum(['phone', 'shop', 'mail', 'letter', 'other']),
  who: line(200),
  contact: z.string().trim().max(200).optional(),
  text: paragraph(20_000),
  at: z.iso.datetime({ offset: true }).optional(),
  /** Made by the form once, so that two clicks enter one mention. */
  entryId: Id.optional(),
})
export type EnterMentionInput = z.infer<typeof EnterMentionInput>

/** Forgets a person: texts, media and copies go, a keyed hash keeps them from coming back. */
export const EraseAuthorInput = z.strictObject({ profileId: Id })
export type EraseAuthorInput = z.infer<typeof EraseAuthorInput>

