import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { iso } from '../clock.ts'
import type { Context, Scope } from '../context.ts'
import { requireAbility } from '../guard.ts'
import { can } from '../team/team.ts'
import { conversationIsVisible } from '../team/visible.ts'
import type { EventName, SubjectKind } from './event.ts'

/** An event as the stream tells it: never a person's words. */
export interface EventView {
  id: string
  name: EventName
  subject: { kind: SubjectKind; id: string }
  conversationId: string | null
  /** `name` is null for the system, and for who is no longer known. */
  actor: { kind: string; id: string; name: string | null }
  data: Record<string, unknown>
  at: string
  position: number
}

/**
 * Sealed events after a position, oldest first. `upTo` is how far was read: with events that the scope may not see
 * it runs ahead of the last one given, and the next call goes on from there.
 */
export async function listEventsSince(ctx: Context, { position, limit = 200 }: { position: number; limit?: number }): Promise<{ events: EventView[]; upTo: number; more: boolean }> {
  requireAbility(ctx, 'read')
  const { rows: [window] } = await sql<{ up_to: number | null; count: number }>`
    select max(position) as up_to, count(*)::int as count from (
      select position from event where workspace_id = ${ctx.scope.workspaceId} and position > ${position} order by position limit ${limit}) page`.execute(ctx.db)
  const upTo = window?.up_to ?? position
  if (upTo === position) return { events: [], upTo, more: false }
  const { rows } = await sql<StoredRow>`
    select e.id, e.name, e.subject_kind, e.subject_id, e.conversation_id, e.actor_kind, e.actor_id,
      coalesce(person.name, rule.name) as actor_name, e.data, e.at, e.position
    from event e
    left join member person on e.actor_kind = 'user' and person.workspace_id = e.workspace_id and person.user_id = e.actor_id
    left join rule on e.actor_kind = 'rule' and rule.id::text = e.actor_id
    where e.workspace_id = ${ctx.scope.workspaceId} and e.position > ${position} and e.position <= ${upTo} and ${eventIsVisible(ctx.scope)}
    order by e.position`.execute(ctx.db)
  return { events: rows.map(toView), upTo, more: window!.count === limit }
}

/** Where a stream that knows no position begins. */
export async function lastPosition(ctx: Context): Promise<number> {
  const head = await ctx.db.selectFrom('event_head').select('position').where('workspace_id', '=', ctx.scope.workspaceId).executeTakeFirst()
  return head?.position ?? 0
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
  at: Date
  position: number
}

function toView(row: StoredRow): EventView {
  return {
    id: row.id,
    name: row.name,
    subject: { kind: row.subject_kind, id: row.subject_id },
    conversationId: row.conversation_id,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    data: row.data,
    at: iso(row.at),
    position: row.position,
  }
}
