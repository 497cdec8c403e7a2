import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { requireVisibleConversation } from '../team/visible.ts'
import { ReadThreadInput, type Thread } from './conversation.ts'
import { conversationRow } from './conversation-rows.ts'
import { replyOffer } from './reply-offer.ts'
import { threadEntries } from './thread-entries.ts'

/** A page of everything that the conversation holds, from the newest backwards, and what can be done now. */
export async function readThread(ctx: Context, input: Partial<ReadThreadInput> & { id: string }, undoSeconds?: number): Promise<Thread> {
  requireAbility(ctx, 'read')
  const asked = parseInput(ReadThreadInput, input)
  await requireVisibleConversation(ctx, asked.id)
  const conversation = await conversationRow(ctx, asked.id)
  const { entries, before } = await threadEntries(ctx, asked.id, asked)
  return {
    conversation,
    entries,
    before,
    watching: await isWatching(ctx, asked.id),
    reply: await replyOffer(ctx, asked.id, undoSeconds),
    permissions: permissionsOf(ctx, conversation.network),
  }
}

async function isWatching(ctx: Context, conversationId: string): Promise<boolean> {
  const row = await ctx.db.selectFrom('watcher').select('user_id').where('workspace_id', '=', ctx.scope.workspaceId)
    .where('conversation_id', '=', conversationId).where('user_id', '=', ctx.scope.actor.id).executeTakeFirst()
  return row !== undefined
}

function permissionsOf(ctx: Context, network: string): Thread['permissions'] {
  const rows = ctx.ports.connectors.get(network)?.permissions ?? []
  return rows.filter((row) => row.object === 'mention')
    .map((row) => ({ action: row.action, verdict: row.verdict, why: row.why ?? null, cost: row.cost ?? null }))
}
