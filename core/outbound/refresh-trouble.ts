import { sql } from 'kysely'
import type { Context } from '../context.ts'

/** The mark of 送信失敗 follows from the actions; it is never set by hand. */
export async function refreshTrouble(ctx: Context, conversationId: string | null): Promise<void> {
  if (conversationId === null) return
  await sql`
    with now_is as (
      select exists (select from outbound_action where workspace_id = ${ctx.scope.workspaceId} and conversation_id = ${conversationId}
                        and state in ('failed', 'unknown', 'missed')) as trouble)
    update conversation set send_trouble = now_is.trouble, version = version + 1, updated_at = app.now() from now_is
     where workspace_id = ${ctx.scope.workspaceId} and id = ${conversationId} and send_trouble <> now_is.trouble`.execute(ctx.db)
}
