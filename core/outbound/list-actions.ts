import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import type { Page } from '../input.ts'
import { cursorId, cursorTime, decodeCursor, encodeCursor } from '../keyset.ts'
import { actionViews } from './action-views.ts'
import { ListActionsInput, type OutboundActionView } from './outbound.ts'
import { actionIsVisible } from './visible-action.ts'

const exactTo = 10_000
const Cursor = z.tuple([cursorTime, cursorId])

/** The newest first. */
export async function listActions(ctx: Context, input: Partial<ListActionsInput>): Promise<Page<OutboundActionView>> {
  requireAbility(ctx, 'read')
  const asked = parseInput(ListActionsInput, input as ListActionsInput)
  const wanted = sql`workspace_id = ${ctx.scope.workspaceId} and ${actionIsVisible(ctx.scope)}
    and (${asked.state ?? null}::text[] is null or state = any(${asked.state ?? null}::text[]))`
  const [at, id] = asked.after === undefined ? [null, null] : decodeCursor(Cursor, asked.after)
  const { rows } = await sql<{ id: string; at: string }>`
    select id, created_at::text as at from outbound_action
     where ${wanted} and (${at}::text is null or (created_at, id) < (${at}::text::timestamptz, ${id}::uuid))
     order by created_at desc, id desc limit ${asked.limit + 1}`.execute(ctx.db)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*)::int as total from (select from outbound_action where ${wanted} limit ${exactTo + 1}) as counted`.execute(ctx.db)
  const shown = rows.slice(0, asked.limit)
  const last = rows.length > asked.limit ? shown.at(-1)! : null
  const total = counted[0]!.total
  return {
    rows: await actionViews(ctx, shown.map((row) => row.id)),
    total: Math.min(total, exactTo), totalIsExact: total <= exactTo,
    after: last === null ? null : encodeCursor([last.at, last.id]), snapshot: 0,
  }
}
