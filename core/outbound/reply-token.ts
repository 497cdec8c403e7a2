import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { ActionRow } from './record-outcome.ts'

/** A free way to answer serves once, so whoever plans to use it takes it out of the conversation. */
export async function takeReplyToken(ctx: Context, conversationId: string): Promise<Record<string, string>> {
  const { rows } = await sql<{ token: string | null; expires_at: Date | null }>`
    with held as (select id, reply_token as token, reply_token_expires_at as expires_at from conversation
                   where workspace_id = ${ctx.scope.workspaceId} and id = ${conversationId} for update)
    update conversation c set reply_token = null, reply_token_expires_at = null from held where c.id = held.id
    returning held.token, held.expires_at`.execute(ctx.db)
  const { token, expires_at: expiresAt } = rows[0]!
  return token === null ? {} : { replyToken: token, replyTokenExpiresAt: expiresAt!.toISOString() }
}

/** Taken back unused: unless the person has written again since, the token may serve another answer. */
export async function giveBackReplyToken(ctx: Context, action: ActionRow): Promise<void> {
  const { replyToken, replyTokenExpiresAt } = action.target
  if (!replyToken || !replyTokenExpiresAt || action.conversation_id === null) return
  await ctx.db.updateTable('conversation').set({ reply_token: replyToken, reply_token_expires_at: replyTokenExpiresAt })
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', action.conversation_id).where('reply_token', 'is', null).execute()
}
