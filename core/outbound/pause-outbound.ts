import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { PauseOutboundInput } from './outbound.ts'

/** Nothing of this workspace leaves while it stands: the claim itself asks. What comes late by it is `missed`, never a burst. */
export async function pauseOutbound(ctx: Context, input: PauseOutboundInput): Promise<{ paused: boolean }> {
  requireAbility(ctx, 'moderate')
  const { paused, reason } = parseInput(PauseOutboundInput, input)
  const { workspaceId } = ctx.scope
  const changed = await ctx.db.updateTable('workspace')
    .set({ outbound_paused_at: paused ? sql<string>`app.now()` : null, outbound_pause_reason: paused ? reason : null })
    .where('id', '=', workspaceId).where('outbound_paused_at', paused ? 'is' : 'is not', null).returning('id').executeTakeFirst()
  if (changed) {
    await appendEvent(ctx, {
      name: paused ? 'workspace.outbound-paused' : 'workspace.outbound-resumed', subject: { kind: 'workspace', id: workspaceId },
      ...(reason !== '' && { detail: { reason } }),
    })
  }
  return { paused }
}
