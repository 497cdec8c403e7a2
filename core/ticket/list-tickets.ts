import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { z } from 'zod'
import type { Context, Scope } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import type { Page } from '../input.ts'
import { cursorTime, decodeCursor, encodeCursor } from '../keyset.ts'
import { conversationIsVisible, conversationsByAssignment } from '../team/visible.ts'
import { ListTicketsInput, type TicketRow } from './ticket.ts'
import { ticketRows } from './ticket-rows.ts'

const countLimit = 10_000

/** Due first (what has no due time last), newest first, or most urgent first and then by due time. */
export async function listTickets(ctx: Context, input: Partial<ListTicketsInput>): Promise<Page<TicketRow>> {
  requireAbility(ctx, 'read')
  const asked = parseInput(ListTicketsInput, input)
  const walked = whichTickets(ctx.scope, asked, 'walked')
  const place = places[asked.order]
  const { rows: [found] } = await sql<{ total: number; snapshot: number; page: { id: string; place: [number, string, number] }[] }>`
    select (select count(*)::int from (select from ticket where ${whichTickets(ctx.scope, asked, 'counted')} limit ${countLimit + 1}) counted) as total,
      (select coalesce(max(number), 0) from ticket where workspace_id = ${ctx.scope.workspaceId}) as snapshot,
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'place', jsonb_build_array(rank, due::text, number)) order by ordinal), '[]') from (
        select ticket.id, ${place.rank} as rank, ${due} as due, ticket.number, row_number() over (order by ${place.by}) as ordinal
        from ticket where ${walked} and ${afterPlace(place, asked.after)}
        order by ${place.by} limit ${asked.limit + 1}) page) as page`.execute(ctx.db)
  const page = found!.page.slice(0, asked.limit)
  const last = found!.page.length > asked.limit ? page.at(-1) : undefined
  return {
    rows: await ticketRows(ctx, page.map((row) => row.id)),
    total: Math.min(found!.total, countLimit),
    totalIsExact: found!.total <= countLimit,
    after: last ? encodeCursor(last.place) : null,
    snapshot: found!.snapshot,
  }
}

function whichTickets(scope: Scope, asked: ListTicketsInput, way: 'walked' | 'counted'): RawBuilder<SqlBool> {
  const parts = [sql<SqlBool>`ticket.workspace_id = ${scope.workspaceId}`, isVisible(scope, way), inView(scope, asked.view)]
  if (asked.states) parts.push(sql`ticket.state = any(${asked.states}::text[])`)
  if (asked.teamIds) parts.push(sql`ticket.team_id = any(${asked.teamIds}::uuid[])`)
  if (asked.assigneeIds) {
    const nobody = asked.assigneeIds.includes('none') ? sql`ticket.assignee_id is null` : sql`false`
    parts.push(sql`(ticket.assignee_id = any(${asked.assigneeIds}::text[]) or ${nobody})`)
  }
  return sql.join(parts, sql` and `)
}

/** The same for a page, which asks the conversations of some tickets, and for a count, which compares all with all. */
function isVisible(scope: Scope, way: 'walked' | 'counted'): RawBuilder<SqlBool> {
  if (scope.channels === 'all') return sql`true`
  // Without the offset the planner would make a join of it, and read all conversations for one page.
  if (way === 'walked') return sql`exists (select from conversation where conversation.id = ticket.conversation_id and ${conversationIsVisible(scope)} offset 0)`
  return sql`(ticket.conversation_id in (select seen.id from conversation seen
    where seen.workspace_id = ${scope.workspaceId} and seen.channel_id = any(${[...scope.channels]}::uuid[]) union all ${conversationsByAssignment(scope)})) is true`
}

/** Overdue is judged by the database's clock. */
function inView(scope: Scope, view: ListTicketsInput['view']): RawBuilder<SqlBool> {
  const working = sql`ticket.state = any('{new,open,pending,on_hold}'::text[])`
  switch (view) {
    case 'open': return sql`${working}`
    case 'mine': return sql`${working} and ticket.assignee_id = ${scope.actor.kind === 'user' ? scope.actor.id : null}::text`
    case 'team': return sql`${working} and ticket.team_id = any(${[...scope.teamIds]}::uuid[])`
    case 'unassigned': return sql`${working} and ticket.assignee_id is null`
    case 'overdue': return sql`${working} and ${due} < app.now()`
    case 'solved': return sql`ticket.state = 'solved'`
    case 'all': return sql`true`
  }
}

interface Place {
  rank: RawBuilder<number>
  by: RawBuilder<unknown>
  beyond: (rank: number, at: string, number: number) => RawBuilder<SqlBool>
}

/** Written as the indexes have them. */
const due = sql`coalesce(ticket.due_at, 'infinity'::timestamptz)`
const urgency = sql<number>`case ticket.priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end`

const places: Record<ListTicketsInput['order'], Place> = {
  due: {
    rank: sql`0`,
    by: sql`${due}, ticket.number`,
    beyond: (_rank, at, number) => sql`(${due}, ticket.number) > (${at}::timestamptz, ${number}::int)`,
  },
  newest: {
    rank: sql`0`,
    by: sql`ticket.number desc`,
    beyond: (_rank, _at, number) => sql`ticket.number < ${number}::int`,
  },
  priority: {
    rank: urgency,
    by: sql`${urgency}, ${due}, ticket.number`,
    beyond: (rank, at, number) => sql`(${urgency}, ${due}, ticket.number) > (${rank}::int, ${at}::timestamptz, ${number}::int)`,
  },
}

const Cursor = z.tuple([z.number().int(), cursorTime, z.number().int()])

function afterPlace(place: Place, after: string | undefined): RawBuilder<SqlBool> {
  return after === undefined ? sql`true` : place.beyond(...decodeCursor(Cursor, after))
}
