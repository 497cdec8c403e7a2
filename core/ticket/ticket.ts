import { z } from 'zod'
import type { HistoryEntry, NoteView, ThreadEntry } from '../conversation/conversation.ts'
import { after, Id, limit, line, list, UserId, version } from '../input.ts'
import type { AuthorView } from '../mention/mention.ts'

export const ticketStates = ['new', 'open', 'pending', 'on_hold', 'solved', 'closed'] as const
export type TicketState = (typeof ticketStates)[number]
export const ticketTypes = ['question', 'incident', 'problem', 'task'] as const
export const priorities = ['low', 'normal', 'high', 'urgent'] as const

/** While the ticket is in one of these, its conversation is pending with the ticket's assignee. */
export const workingStates: readonly TicketState[] = ['new', 'open', 'pending', 'on_hold']

const subject = line(300)
const dueAt = z.iso.datetime({ offset: true }).nullable()
const fields = z.record(line(60), z.string().max(500)).refine((value) => Object.keys(value).length <= 20)

export const OpenTicketInput = z.strictObject({
  conversationId: Id,
  subject: subject.optional(),
  type: z.enum(ticketTypes).default('question'),
  priority: z.enum(priorities).default('normal'),
  assigneeId: UserId.nullable().optional(),
  teamId: Id.nullable().optional(),
  dueAt: dueAt.optional(),
  mentionId: Id.optional(),
})
export type OpenTicketInput = z.infer<typeof OpenTicketInput>

export const ChangeTicketInput = z.strictObject({
  id: Id, version,
  subject: subject.optional(),
  type: z.enum(ticketTypes).optional(),
  priority: z.enum(priorities).optional(),
  dueAt: dueAt.optional(),
  fields: fields.optional(),
})
export type ChangeTicketInput = z.infer<typeof ChangeTicketInput>

export const SetTicketStateInput = z.strictObject({ id: Id, version, state: z.enum(['open', 'pending', 'on_hold', 'solved', 'closed']) })
export type SetTicketStateInput = z.infer<typeof SetTicketStateInput>

export const AssignTicketInput = z.strictObject({ id: Id, version, assigneeId: UserId.nullable().optional(), teamId: Id.nullable().optional() })
export type AssignTicketInput = z.infer<typeof AssignTicketInput>

/** To another team, with a word for it; notes, history and clock stay. */
export const HandOverTicketInput = z.strictObject({ id: Id, version, teamId: Id, assigneeId: UserId.nullable().default(null), note: z.string().trim().max(5000).default('') })
export type HandOverTicketInput = z.infer<typeof HandOverTicketInput>

export const AttachToTicketInput = z.strictObject({ id: Id, attachmentIds: z.array(Id).min(1).max(10) })
export type AttachToTicketInput = z.infer<typeof AttachToTicketInput>

export const ReadTicketInput = z.strictObject({ id: Id })
export type ReadTicketInput = z.infer<typeof ReadTicketInput>

export const ListTicketsInput = z.strictObject({
  view: z.enum(['open', 'mine', 'team', 'unassigned', 'overdue', 'solved', 'all']).default('open'),
  order: z.enum(['due', 'newest', 'priority']).default('due'),
  states: list(z.enum(ticketStates)),
  assigneeIds: list(UserId),
  teamIds: list(Id),
  limit, after,
})
export type ListTicketsInput = z.infer<typeof ListTicketsInput>

export interface TicketRow {
  id: string
  number: number
  version: number
  subject: string
  type: string
  priority: string
  state: TicketState
  network: string
  conversationId: string
  person: AuthorView
  assignee: { id: string; name: string } | null
  team: { id: string; name: string } | null
  dueAt: string | null
  openedAt: string
  updatedAt: string
  firstReplyAt: string | null
  solvedAt: string | null
  closedAt: string | null
}

export interface TicketView {
  ticket: TicketRow
  fields: Record<string, string>
  previousTicket: { id: string; number: number } | null
  ruleName: string | null
  attachments: NoteView['attachments']
  /** Thread of its conversation with the ticket's own history, oldest first. */
  timeline: ThreadEntry[]
  history: HistoryEntry[]
}
