import { sql } from 'kysely'
import type { Context } from './context.ts'

/** The next number of a workspace's own sequence. Rolled back with its transaction, so that no number is ever missing. */
export async function nextNumber(ctx: Context, kind: 'ticket' | 'lead'): Promise<number> {
  const { rows } = await sql<{ value: number }>`
    insert into counter (workspace_id, kind, value) values (${ctx.scope.workspaceId}, ${kind}, 1)
    on conflict (workspace_id, kind) do update set value = counter.value + 1 returning value`.execute(ctx.db)
  return rows[0]!.value
}
