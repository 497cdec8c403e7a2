import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { parseInput, requireAbility, requireUser } from '../guard.ts'
import { MarkNotificationsReadInput } from './notification.ts'

/** These, or all. A person's own mark, no event. */
export async function markNotificationsRead(ctx: Context, input: MarkNotificationsReadInput): Promise<{ read: number }> {
  requireAbility(ctx, 'read')
  const userId = requireUser(ctx)
  const { ids } = parseInput(MarkNotificationsReadInput, input)
  if (ids?.length === 0) return { read: 0 }
  const result = await ctx.db.updateTable('notification').set({ read_at: sql<string>`app.now()` })
    .where('workspace_id', '=', ctx.scope.workspaceId).where('user_id', '=', userId).where('read_at', 'is', null)
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids!)).executeTakeFirst()
  return { read: Number(result.numUpdatedRows) }
}
