import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { z } from 'zod'
import { iso } from '../clock.ts'
import type { Context, Scope } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { decodeCursor, encodeCursor } from '../keyset.ts'
import { can } from '../team/team.ts'
import { conversationIsVisible, requireVisibleConversation } from '../team/visible.ts'
import type { EventName, SubjectKind } from './event.ts'

export interface EventView {
  id: string
  name: EventName
  subject: { kind: SubjectKind; id: string }
  conversationId: string | null
  /** `name` is null for the system, and for who is no longer known. */
  actor: { kind: string; id: string; name: string | null }
  data: Record<string, unknown>
  /** Null when there was none or it was erased. */
  detail: Record<string, unknown> | null
  at: string
  /** Null for the moment between the commit and the sealer. */
  position: number | null
}

export const ListHistoryInput = z.object({
  /** All that happened to a conversation and what belongs to it, or to one subject. */
  of: z.union([
    z.object({ conversationId: z.uuid() }).strict(),
    z.object({ subjectKind: z.string().min(1).max(40), subjectId: z.string().min(1).max(512) }).strict(),
  ]),
  limit: z.number().int().min(1).max(200).default(100),
  after: z.string().max(400).optional(),
}).strict()
export type ListHistoryInput = z.input<typeof ListHistoryInput>

/** Newest first, sealed or not, so that a person sees what they have just done. @throws NotFound behind another team's wall. */
export async function listHistory(ctx: Context, input: ListHistoryInput): Promise<{ events: EventView[]; after?: string }> {
  requireAbility(ctx, 'read')
  const { of, limit, after } = parseInput(ListHistoryInput, input)
  if ('conversationId' in of) await requireVisibleConversation(ctx, of.conversationId)
  const which = 'conversationId' in of
    ? sql<SqlBool>`e.conversation_id = ${of.conversationId}`
    : sql<SqlBool>`e.subject_kind = ${of.subjectKind} and e.subject_id = ${of.subjectId} and ${eventIsVisible(ctx.scope)}`
  const before = after === undefined ? sql<SqlBool>`true` : sql<SqlBool>`e.insert_order < ${decodeCursor(z.tuple([z.number().int()]), after)[0]}`
  const rows = await readEvents(ctx, sql`${which} and ${before} order by e.insert_order desc limit ${limit + 1}`)
  const page = rows.slice(0, limit)
  return { events: page.map(toView), after: rows.length > limit ? encodeCursor([page.at(-1)!.insert_order]) : undefined }
}

/**
 * For the stream: sealed events after a position, oldest first. `upTo` is how far was read: with events that the scope may not see
 * it runs ahead of the last one given, and the next call goes on from there.
 */
export async function listEventsSince(ctx: Context, { position, limit = 200 }: { position: number; limit?: number }): Promise<{ events: EventView[]; upTo: number; more: boolean }> {
  requireAbility(ctx, 'read')
  const { rows: [window] } = await sql<{ up_to: number | null; count: number }>`
    select max(position) as up_to, count(*)::int as count from (
      select position from event where workspace_id = ${ctx.scope.workspaceId} and position > ${position} order by position limit ${limit}) page`.execute(ctx.db)
  const upTo = window?.up_to ?? position
  if (upTo === position) return { events: [], upTo, more: false }
  const rows = await readEvents(ctx, sql`e.position > ${position} and e.position <= ${upTo} and ${eventIsVisible(ctx.scope)} order by e.position`)
  return { events: rows.map(toView), upTo, more: window!.count === limit }
}

/** Where a stream that knows no position begins. */
export async function lastPosition(ctx: Context): Promise<number> {
  const head = await ctx.db.selectFrom('event_head').select('position').where('workspace_id', '=', ctx.scope.workspaceId).executeTakeFirst()
  return head?.position ?? 0
}

interface StoredRow {
  id: string
  name: EventName
  subject_kind: SubjectKind
  subject_id: string
  conversation_id: string | null
  actor_kind: string
  actor_id: string
  actor_name: string | null
  data: Record<string, unknown>
  detail: Record<string, unknown> | null
  at: Date
  position: number | null
  insert_order: number
}

async function readEvents(ctx: Context, rest: RawBuilder<unknown>): Promise<StoredRow[]> {
  const { rows } = await sql<StoredRow>`
    select e.id, e.name, e.subject_kind, e.subject_id, e.conversation_id, e.actor_kind, e.actor_id,
      coalesce(person.name, rule.name) as actor_name, e.data, d.detail, e.at, e.position, e.insert_order
    from event e
    left join event_detail d on d.event_id = e.id
    left join member person on e.actor_kind = 'user' and person.workspace_id = e.workspace_id and person.user_id = e.actor_id
    left join rule on e.actor_kind = 'rule' and rule.id::text = e.actor_id
    where e.workspace_id = ${ctx.scope.workspaceId} and ${rest}`.execute(ctx.db)
  return rows
}

/** What belongs to a conversation follows it; the rest follows what its own screens ask for. */
function eventIsVisible(scope: Scope): RawBuilder<SqlBool> {
  const closed: SubjectKind[] = []
  if (!can(scope.role, 'secrets')) closed.push('app', 'token')
  if (!can(scope.role, 'parked')) closed.push('intake')
  const channel = scope.channels === 'all' ? sql<SqlBool>`true` : sql<SqlBool>`(e.subject_kind <> 'channel' or e.subject_id = any(${[...scope.channels]}::text[]))`
  const job = can(scope.role, 'system') ? sql<SqlBool>`true` : sql<SqlBool>`(e.subject_kind <> 'job' or e.actor_id = ${scope.actor.id})`
  return sql<SqlBool>`case
    when e.conversation_id is not null then exists (
      select from conversation c where c.workspace_id = e.workspace_id and c.id = e.conversation_id and ${conversationIsVisible(scope, 'c')})
    else e.subject_kind <> all(${closed}::text[]) and ${channel} and ${job} end`
}

function toView(row: StoredRow): EventView {
  return {
    id: row.id,
    name: row.name,
    subject: { kind: row.subject_kind, id: row.subject_id },
    conversationId: row.conversation_id,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    data: row.data,
    detail: row.detail,
    at: iso(row.at),
    position: row.position,
  }
}
