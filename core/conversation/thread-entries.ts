import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { z } from 'zod'
import { iso } from '../clock.ts'
import type { Context } from '../context.ts'
import { cursorId, cursorTime, decodeCursor, encodeCursor } from '../keyset.ts'
import { mentionViews } from '../mention/mention-views.ts'
import type { ThreadEntry } from './conversation.ts'
import { historyOf } from './history.ts'
import { noteViews } from './note-views.ts'
import { replyViews } from './reply-views.ts'

export type EntryKind = ThreadEntry['kind']

/** Where an entry stands in the one line of time. */
export interface EntryRef {
  kind: EntryKind
  id: string
  conversation_id: string
  at: Date
  /** The time with Postgres' microseconds, for cursors. */
  key: string
}

/** Replies and notes show themselves; these are what else a reader of the conversation wants to know. */
const shownEvents = [
  'conversation.assigned', 'conversation.state-changed', 'conversation.tagged', 'conversation.untagged', 'conversation.sorted', 'conversation.handed-over',
  'ticket.opened', 'ticket.reopened', 'ticket.changed', 'ticket.assigned', 'ticket.handed-over', 'ticket.state-changed', 'ticket.attached',
  'lead.captured', 'lead.stage-changed', 'rule.matched', 'mention.corrected', 'mention.edited-at-network', 'mention.deleted-at-network',
]

/**
 * The newest entries before a place, newest first. Each kind is read by its own index and cut before they are merged.
 * @param within a condition on the table's own columns: which conversation, or whose
 */
export async function newestEntries(
  ctx: Context,
  sources: { kind: EntryKind; within: RawBuilder<SqlBool> }[],
  page: { limit: number; before?: string | undefined },
): Promise<{ refs: EntryRef[]; before: string | null }> {
  const parts = sources.map((source) => {
    const { table, at, and } = tables[source.kind]
    return sql`(select ${source.kind}::text as kind, id, conversation_id, ${at} as at from ${sql.table(table)}
      where workspace_id = ${ctx.scope.workspaceId} and ${source.within} and ${and} and ${isBefore(at, page.before)}
      order by ${at} desc, id desc limit ${page.limit + 1})`
  })
  const { rows } = await sql<EntryRef>`
    select kind, id, conversation_id, at, at::text as key from (${sql.join(parts, sql` union all `)}) entry order by at desc, id desc limit ${page.limit + 1}`.execute(ctx.db)
  const refs = rows.slice(0, page.limit)
  const oldest = refs.at(-1)
  return { refs, before: rows.length > page.limit && oldest ? encodeCursor([oldest.key, oldest.id]) : null }
}

/** One conversation, oldest first. */
export async function threadEntries(ctx: Context, conversationId: string, page: { limit: number; before?: string | undefined }): Promise<{ entries: ThreadEntry[]; before: string | null }> {
  const within = sql<SqlBool>`conversation_id = ${conversationId}`
  const kinds: EntryKind[] = ['mention', 'reply', 'note', 'event']
  const { refs, before } = await newestEntries(ctx, kinds.map((kind) => ({ kind, within })), page)
  return { entries: await fillEntries(ctx, refs.toReversed()), before }
}

/** One statement a kind, whatever the number of entries. */
export async function fillEntries(ctx: Context, refs: readonly EntryRef[]): Promise<ThreadEntry[]> {
  const of = (kind: EntryKind) => refs.filter((ref) => ref.kind === kind).map((ref) => ref.id)
  const mentions = byId(await mentionViews(ctx, of('mention')))
  const replies = byId(await replyViews(ctx, of('reply')))
  const notes = byId(await noteViews(ctx, of('note')))
  const events = byId(await historyOf(ctx, of('event')))
  return refs.map((ref): ThreadEntry => {
    const at = iso(ref.at)
    switch (ref.kind) {
      case 'mention': return { kind: 'mention', at, mention: mentions.get(ref.id)! }
      case 'reply': return { kind: 'reply', at, reply: replies.get(ref.id)! }
      case 'note': return { kind: 'note', at, note: notes.get(ref.id)! }
      case 'event': return { kind: 'event', at, event: events.get(ref.id)! }
    }
  })
}

const Cursor = z.tuple([cursorTime, cursorId])

function isBefore(at: RawBuilder<Date>, before: string | undefined): RawBuilder<SqlBool> {
  if (before === undefined) return sql`true`
  const [time, id] = decodeCursor(Cursor, before)
  return sql`(${at}, id) < (${time}::timestamptz, ${id}::uuid)`
}

const tables: Record<EntryKind, { table: string; at: RawBuilder<Date>; and: RawBuilder<SqlBool> }> = {
  mention: { table: 'mention', at: sql`published_at`, and: sql`true` },
  reply: { table: 'reply', at: sql`coalesce(sent_at, created_at)`, and: sql`true` },
  note: { table: 'note', at: sql`created_at`, and: sql`true` },
  event: { table: 'event', at: sql`at`, and: sql`name = any(${shownEvents}::text[])` },
}

function byId<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]))
}
