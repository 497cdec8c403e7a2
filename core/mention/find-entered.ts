import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'

/** What became of an entry once the pipeline has stored it; null until then. */
export async function findEntered(ctx: Context, { externalId }: { externalId: string }): Promise<{ mentionId: string; conversationId: string } | null> {
  requireAbility(ctx, 'read')
  const row = await ctx.db.selectFrom('mention').select(['id', 'conversation_id'])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('network', '=', 'manual').where('external_id', '=', externalId).executeTakeFirst()
  return row ? { mentionId: row.id, conversationId: row.conversation_id } : null
}
