import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'
import { conversationIsVisible } from '../team/visible.ts'

/** For the stream: the newest arrival after `since` among the conversations that this scope sees, or null. */
export async function newestArrival(ctx: Context, { since }: { since: number }): Promise<number | null> {
  requireAbility(ctx, 'read')
  const { rows } = await sql<{ arrival: number | null }>`
    select max(m.arrival) as arrival from mention m join conversation c on c.id = m.conversation_id
     where m.workspace_id = ${ctx.scope.workspaceId} and m.arrival > ${since} and ${conversationIsVisible(ctx.scope, 'c')}`.execute(ctx.db)
  return rows[0]?.arrival ?? null
}

/** Where a stream begins to count. */
export async function lastArrival(ctx: Context): Promise<number> {
  const { rows } = await sql<{ arrival: number | null }>`select max(arrival) as arrival from mention where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.db)
  return rows[0]?.arrival ?? 0
}
