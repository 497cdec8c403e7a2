import { z } from 'zod'
import { after, Id, limit, line, list, paragraph, UserId, version, webLink } from '../input.ts'
import type { AuthorView, MentionView } from '../mention/mention.ts'

export const conversationStates = ['open', 'pending', 'snoozed', 'done'] as const
export type ConversationState = (typeof conversationStates)[number]

/** The inbox's views. `waiting` is 未対応, `held` 保留, `trouble` 送信失敗. */
export const inboxViews = ['waiting', 'mine', 'team', 'unassigned', 'held', 'trouble', 'done', 'spam', 'reposts', 'all'] as const
export type InboxView = (typeof inboxViews)[number]

export const ListInboxInput = z.strictObject({
  view: z.enum(inboxViews).default('waiting'),
  order: z.enum(['newest', 'longest-waiting']).default('newest'),
  networks: list(z.string().max(20)),
  channelIds: list(Id),
  sentiments: list(z.string().max(20)),
  tagIds: list(Id),
  assigneeIds: list(UserId),
  teamIds: list(Id),
  limit,
  after,
  /** Rows by place instead of `after`, within the first 10,000. */
  offset: z.coerce.number().int().min(0).max(10_000).optional(),
  snapshot: z.coerce.number().int().min(0).optional(),
})
export type ListInboxInput = z.infer<typeof ListInboxInput>

/** What the list was asked for, and the snapshot that it answered with. */
export const CountNewInput = ListInboxInput.omit({ limit: true, after: true, offset: true, snapshot: true, order: true }).extend({ since: z.coerce.number().int().min(0) })
export type CountNewInput = z.infer<typeof CountNewInput>

export const ConversationIdInput = z.strictObject({ id: Id })
export type ConversationIdInput = z.infer<typeof ConversationIdInput>

/** A row of the inbox: a conversation, shown by its newest mention. */
export interface ConversationRow {
  id: string
  version: number
  state: ConversationState
  sorting: 'normal' | 'spam' | 'repost'
  network: string
  channel: { id: string; name: string }
  person: AuthorView
  /** Newest mention; text cut to 280 units. */
  last: { mentionId: string; text: string; kind: string; sentiment: string; language: string; publishedAt: string; media: { kind: string; alt: string | null }[]; deleted: boolean }
  mentionCount: number
  /** ISO; null when nobody waits. */
  waitingSince: string | null
  snoozedUntil: string | null
  assignee: { id: string; name: string } | null
  team: { id: string; name: string } | null
  tags: { id: string; name: string }[]
  /** The ticket that has it, if one is not closed. */
  ticket: { id: string; number: number; state: string; assigneeName: string | null; teamName: string | null } | null
  sendTrouble: boolean
  unread: boolean
  arrival: number
}

/** Exact to 10,000; 10,001 means more. */
export type InboxCounts = Record<InboxView, number>

/** Everything one conversation holds, oldest first. */
export interface Thread {
  conversation: ConversationRow
  entries: ThreadEntry[]
  /** Ask for older entries with it; null at the beginning. */
  before: string | null
  watching: boolean
  reply: ReplyOffer
  permissions: { action: string; verdict: string; why: { ja: string; en: string } | null; cost: { ja: string; en: string } | null }[]
}

export type ThreadEntry =
  | { kind: 'mention'; at: string; mention: MentionView }
  | { kind: 'reply'; at: string; reply: ReplyView }
  | { kind: 'note'; at: string; note: NoteView }
  | { kind: 'event'; at: string; event: HistoryEntry }

export interface HistoryEntry {
  id: string
  at: string
  name: string
  actor: { kind: string; id: string; name: string | null }
  data: Record<string, unknown>
  detail: Record<string, unknown> | null
}

export interface ReplyView {
  id: string
  text: string
  visibility: 'public' | 'private'
  author: { id: string; name: string } | null
  madeOutside: boolean
  url: string | null
  sentAt: string | null
  action: { id: string; state: string; version: number; dueAt: string; problem: { code: string; words: { ja: string; en: string } } | null } | null
}

export interface NoteView {
  id: string
  text: string
  author: { id: string; name: string } | null
  ticketId: string | null
  mentionedUserIds: string[]
  attachments: { id: string; mediaId: string; fileName: string; contentType: string; byteSize: number }[]
}

/** Which way an answer would go, said before anyone writes it. */
export interface ReplyOffer {
  possible: boolean
  operation: string | null
  free: boolean
  words: { ja: string; en: string }
  /** Where to answer by hand when the network forbids it here. */
  openAt: string | null
  /** Units left are counted by this rule on both sides. */
  text: { max: number; count: 'x-weighted' | 'utf16' | 'graphemes' } | null
  /** What a press of send would start with: seconds of undo. */
  undoSeconds: number
}

export const ReadThreadInput = z.strictObject({ id: Id, limit: z.coerce.number().int().min(1).max(200).default(100), before: z.string().max(200).optional() })
export type ReadThreadInput = z.infer<typeof ReadThreadInput>

export const SetConversationStateInput = z.strictObject({
  id: Id, version,
  state: z.enum(conversationStates),
  /** With `snoozed`: until when, ISO 8601. */
  until: z.iso.datetime({ offset: true }).optional(),
})
export type SetConversationStateInput = z.infer<typeof SetConversationStateInput>

/** `null` takes the assignment away; a key left out keeps what is. */
export const AssignConversationInput = z.strictObject({ id: Id, version, assigneeId: UserId.nullable().optional(), teamId: Id.nullable().optional() })
export type AssignConversationInput = z.infer<typeof AssignConversationInput>

export const TagConversationInput = z.strictObject({ id: Id, version, add: z.array(line(60)).max(20).default([]), remove: z.array(Id).max(20).default([]) })
export type TagConversationInput = z.infer<typeof TagConversationInput>

export const SortConversationInput = z.strictObject({ id: Id, version, sorting: z.enum(['normal', 'spam', 'repost']) })
export type SortConversationInput = z.infer<typeof SortConversationInput>

/** `@name` in a note tells the person; names are resolved to ids by the composer. */
export const WriteNoteInput = z.strictObject({
  conversationId: Id, ticketId: Id.optional(), text: paragraph(20_000),
  mentionedUserIds: z.array(UserId).max(20).default([]), attachmentIds: z.array(Id).max(10).default([]),
})
export type WriteNoteInput = z.infer<typeof WriteNoteInput>

export const WriteReplyInput = z.strictObject({
  conversationId: Id,
  text: paragraph(25_000),
  /** The way that the composer showed; another way now answers 409 with the new offer. */
  operation: line(40),
  /** Mark the conversation done once it is handed to the outbox. */
  thenDone: z.boolean().default(false),
  /** Somebody else is writing here and the person was told. */
  confirmed: z.boolean().default(false),
})
export type WriteReplyInput = z.infer<typeof WriteReplyInput>

/** The answer was given at the network itself. */
export const AnsweredThereInput = z.strictObject({ conversationId: Id, version, text: z.string().max(20_000).default(''), url: webLink.optional() })
export type AnsweredThereInput = z.infer<typeof AnsweredThereInput>

export const WatchConversationInput = z.strictObject({ id: Id, watching: z.boolean() })
export type WatchConversationInput = z.infer<typeof WatchConversationInput>

export const MarkReadInput = z.strictObject({ id: Id, read: z.boolean() })
export type MarkReadInput = z.infer<typeof MarkReadInput>

/** One act on many, by ids or by all that the view and filters match up to the snapshot. */
export const BulkInput = z.strictObject({
  ids: z.array(Id).min(1).max(1000).optional(),
  filter: ListInboxInput.omit({ limit: true, after: true, offset: true }).optional(),
  act: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('state'), state: z.enum(['open', 'pending', 'done']) }),
    z.strictObject({ kind: z.literal('assign'), assigneeId: UserId.nullable().optional(), teamId: Id.nullable().optional() }),
    z.strictObject({ kind: z.literal('tag'), add: z.array(line(60)).min(1).max(10) }),
    z.strictObject({ kind: z.literal('sort'), sorting: z.enum(['normal', 'spam', 'repost']) }),
  ]),
}).refine((input) => (input.ids === undefined) !== (input.filter === undefined), { message: 'either ids or filter' })
export type BulkInput = z.infer<typeof BulkInput>

export const UndoInput = z.strictObject({ token: line(100) })
export type UndoInput = z.infer<typeof UndoInput>

/** An undoable write answers with it; the token is good for 60 s and for who did it. Empty: nothing changed, nothing to undo. */
export interface Undoable {
  undo: string
}
