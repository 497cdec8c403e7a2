import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { z } from 'zod'
import type { Context } from '../context.ts'
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
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'at', at) order by place), '[]') from (
        select conversation.id, (${order.key})::text as at, row_number() over (order by ${order.by}) as place
        from conversation where ${matches} and ${afterCursor(order, asked.after)}
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

interface Order {
  key: RawBuilder<Date>
  by: RawBuilder<unknown>
  beyond: (at: string, id: string) => RawBuilder<SqlBool>
}

const newestKey = sql<Date>`conversation.last_mention_at`
/** Written as the index has it; who waits for nothing comes last. */
const longestKey = sql<Date>`coalesce(conversation.waiting_since, 'infinity'::timestamptz)`

const orders: Record<ListInboxInput['order'], Order> = {
  newest: {
    key: newestKey,
    by: sql`${newestKey} desc, conversation.id desc`,
    beyond: (at, id) => sql`(${newestKey}, conversation.id) < (${at}::timestamptz, ${id}::uuid)`,
  },
  'longest-waiting': {
    key: longestKey,
    by: sql`${longestKey}, conversation.id`,
    beyond: (at, id) => sql`(${longestKey}, conversation.id) > (${at}::timestamptz, ${id}::uuid)`,
  },
}

const Cursor = z.tuple([cursorTime, cursorId])

function afterCursor(order: Order, after: string | undefined): RawBuilder<SqlBool> {
  if (after === undefined) return sql`true`
  const [at, id] = decodeCursor(Cursor, after)
  return order.beyond(at, id)
}
