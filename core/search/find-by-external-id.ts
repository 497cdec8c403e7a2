import { z } from 'zod'
import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { conversationIsVisible } from '../team/visible.ts'
import { hitsOf } from './search-mentions.ts'
import type { SearchResult } from './search.ts'

export const FindByExternalIdInput = z.strictObject({ network: z.string().min(1).max(20), externalId: z.string().min(1).max(512) })
export type FindByExternalIdInput = z.infer<typeof FindByExternalIdInput>

/** The mention that a network knows by this id, as a list of one or none. */
export async function findByExternalId(ctx: Context, input: FindByExternalIdInput): Promise<SearchResult> {
  requireAbility(ctx, 'read')
  const { network, externalId } = parseInput(FindByExternalIdInput, input)
  const found = await ctx.db.selectFrom('mention').innerJoin('conversation', 'conversation.id', 'mention.conversation_id').select(['mention.id', 'mention.arrival'])
    .where('mention.workspace_id', '=', ctx.scope.workspaceId).where('mention.network', '=', network).where('mention.external_id', '=', externalId)
    .where(conversationIsVisible(ctx.scope)).execute()
  const rows = await hitsOf(ctx, found.map(({ id }) => id), { kind: 'all' })
  return { rows, total: rows.length, totalIsExact: true, after: null, snapshot: found[0]?.arrival ?? 0 }
}
