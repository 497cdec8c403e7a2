import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { z } from 'zod'
import type { Context, Scope } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import type { Page } from '../input.ts'
import { decodeCursor, encodeCursor } from '../keyset.ts'
import { ListLeadsInput, type LeadView } from './lead.ts'
import { leadIsVisible, leadViews } from './lead-views.ts'

const countLimit = 10_000
const Cursor = z.tuple([z.number().int()])

/** Newest first. */
export async function listLeads(ctx: Context, input: Partial<ListLeadsInput>): Promise<Page<LeadView>> {
  requireAbility(ctx, 'read')
  const asked = parseInput(ListLeadsInput, input)
  const matches = whichLeads(ctx.scope, asked)
  const before = asked.after === undefined ? sql`true` : sql`lead.number < ${decodeCursor(Cursor, asked.after)[0]}::int`
  const { rows: [found] } = await sql<{ total: number; snapshot: number; page: { id: string; number: number }[] }>`
    select (select count(*)::int from (select from lead where ${matches} limit ${countLimit + 1}) counted) as total,
      (select coalesce(max(number), 0) from lead where workspace_id = ${ctx.scope.workspaceId}) as snapshot,
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'number', number) order by number desc), '[]') from (
        select lead.id, lead.number from lead where ${matches} and ${before} order by lead.number desc limit ${asked.limit + 1}) page) as page`.execute(ctx.db)
  const page = found!.page.slice(0, asked.limit)
  const last = found!.page.length > asked.limit ? page.at(-1) : undefined
  return {
    rows: await leadViews(ctx, page.map((row) => row.id)),
    total: Math.min(found!.total, countLimit),
    totalIsExact: found!.total <= countLimit,
    after: last ? encodeCursor([last.number]) : null,
    snapshot: found!.snapshot,
  }
}

function whichLeads(scope: Scope, asked: ListLeadsInput): RawBuilder<SqlBool> {
  const parts = [sql<SqlBool>`lead.workspace_id = ${scope.workspaceId}`, leadIsVisible(scope)]
  if (asked.stages) parts.push(sql`lead.stage = any(${asked.stages}::text[])`)
  if (asked.ownerIds) {
    const nobody = asked.ownerIds.includes('none') ? sql`lead.owner_id is null` : sql`false`
    parts.push(sql`(lead.owner_id = any(${asked.ownerIds}::text[]) or ${nobody})`)
  }
  if (asked.q?.trim()) {
    const pattern = `%${asked.q.trim().replace(/[\\%_]/g, '\\$&')}%`
    parts.push(sql`concat_ws(' ', lead.name, lead.name_kana, lead.company, lead.mail, lead.phone, lead.need, '#' || lead.number) ilike ${pattern}`)
  }
  return sql.join(parts, sql` and `)
}
