import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { z } from 'zod'
import type { Context, Scope } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import type { Page } from '../input.ts'
import { cursorId, cursorTime, decodeCursor, encodeCursor } from '../keyset.ts'
import { ListInboxInput, type ConversationRow } from './conversation.ts'
import { conversationRows } from './conversation-rows.ts'
import { inInbox } from './inbox-filter.ts'

/** Counting stops here: nobody reads further, and it bounds the work. */
export const countLimit = 10_000

/** A page of a view in two statements: which rows, and what is in them. */
export async function listInbox(ctx: Context, input: Partial<ListInboxInput>): Promise<Page<ConversationRow>> {
  requireAbility(ctx, 'read')
  const asked = parseInput(ListInboxInput, input)
  const order = orders[asked.order]
  const matches = inInbox(ctx.scope, asked)
  const { rows: [found] } = await sql<{ total: number; snapshot: number; page: { id: string; at: string }[] }>`
    select (select count(*)::int from (select from conversation where ${matches} limit ${countLimit + 1}) counted) as total,
      (select coalesce(max(arrival), 0)::bigint from mention where workspace_id = ${ctx.scope.workspaceId}) as snapshot,
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'at', at::text) order by place), '[]') from (
        select id, at, row_number() over (order by ${order.by}) as place from (${rowsInOrder(ctx.scope, asked)}) conversation
        order by ${order.by} limit ${asked.limit + 1} offset ${asked.offset ?? 0}) page) as page`.execute(ctx.db)
  const page = found!.page.slice(0, asked.limit)
  const last = found!.page.length > asked.limit ? page.at(-1) : undefined
  return {
    rows: await conversationRows(ctx, page.map((row) => row.id)),
    total: Math.min(found!.total, countLimit),
    totalIsExact: found!.total <= countLimit,
    after: last ? encodeCursor([last.at, last.id]) : null,
    snapshot: asked.snapshot ?? found!.snapshot,
  }
}

/** An index has the order within one state: a view of several asks each state for its first rows, instead of sorting all of them. */
function rowsInOrder(scope: Scope, asked: ListInboxInput): RawBuilder<unknown> {
  const order = orders[asked.order]
  const rows = sql`select conversation.id, ${order.key} as at from conversation where ${inInbox(scope, asked)} and ${afterCursor(order, asked.after)}`
  const states = statesApart(asked)
  if (!states) return rows
  return sql`select first.id, first.at from unnest(${states}::text[]) as one(state) cross join lateral (
    ${rows} and conversation.state = one.state order by ${order.key} ${order.way}, conversation.id ${order.way} limit ${asked.limit + 1 + (asked.offset ?? 0)}) first`
}

function statesApart({ view, order }: ListInboxInput): string[] | undefined {
  if (view === 'held') return ['pending', 'snoozed']
  return view === 'all' && order === 'longest-waiting' ? ['open', 'pending', 'snoozed', 'done'] : undefined
}

interface Order {
  key: RawBuilder<Date>
  way: RawBuilder<unknown>
  /** Over the rows that were found. */
  by: RawBuilder<unknown>
  beyond: (at: string, id: string) => RawBuilder<SqlBool>
}

const newestKey = sql<Date>`conversation.last_mention_at`
/** Written as the index has it; who waits for nothing comes last. */
const longestKey = sql<Date>`coalesce(conversation.waiting_since, 'infinity'::timestamptz)`

const orders: Record<ListInboxInput['order'], Order> = {
  newest: {
    key: newestKey,
    way: sql`desc`,
    by: sql`at desc, id desc`,
    beyond: (at, id) => sql`(${newestKey}, conversation.id) < (${at}::timestamptz, ${id}::uuid)`,
  },
  'longest-waiting': {
    key: longestKey,
    way: sql`asc`,
    by: sql`at, id`,
    beyond: (at, id) => sql`(${longestKey}, conversation.id) > (${at}::timestamptz, ${id}::uuid)`,
  },
}

const Cursor = z.tuple([cursorTime, cursorId])

function afterCursor(order: Order, after: string | undefined): RawBuilder<SqlBool> {
  if (after === undefined) return sql`true`
  const [at, id] = decodeCursor(Cursor, after)
  return order.beyond(at, id)
}
