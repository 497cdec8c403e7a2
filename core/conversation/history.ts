import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { iso } from '../clock.ts'
import type { Context } from '../context.ts'
import type { HistoryEntry } from './conversation.ts'

/** Events with who did it and the words that were not erased, in the order of `ids`. */
export async function historyOf(ctx: Context, ids: readonly string[]): Promise<HistoryEntry[]> {
  if (ids.length === 0) return []
  return readHistory(ctx, sql`e.id = any(${[...ids]}::uuid[])`)
}

/** All that happened to one subject, oldest first. */
export async function historyOfSubject(ctx: Context, kind: string, id: string): Promise<HistoryEntry[]> {
  return readHistory(ctx, sql`e.subject_kind = ${kind} and e.subject_id = ${id}`)
}

async function readHistory(ctx: Context, which: RawBuilder<SqlBool>): Promise<HistoryEntry[]> {
  const { rows } = await sql<Omit<HistoryEntry, 'at'> & { at: Date }>`
    select e.id, e.at, e.name, e.data, d.detail,
      jsonb_build_object('kind', e.actor_kind, 'id', e.actor_id, 'name', coalesce(m.name, r.name)) as actor
    from event e
    left join event_detail d on d.event_id = e.id
    left join member m on e.actor_kind = 'user' and m.workspace_id = e.workspace_id and m.user_id = e.actor_id
    left join rule r on e.actor_kind = 'rule' and r.id::text = e.actor_id
    where e.workspace_id = ${ctx.scope.workspaceId} and ${which}
    order by e.insert_order limit 1000`.execute(ctx.db)
  return rows.map((row) => ({ ...row, at: iso(row.at) }))
}
