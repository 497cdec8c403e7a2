import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { parseInput, requireAbility, requireUser } from '../guard.ts'
import { requireVisibleConversation } from '../team/visible.ts'
import { MarkReadInput, type ConversationRow } from './conversation.ts'
import { conversationRow } from './conversation-rows.ts'

/** A person's own mark, no event: it changes nothing for anybody else. */
export async function markConversationRead(ctx: Context, input: MarkReadInput): Promise<{ row: ConversationRow }> {
  requireAbility(ctx, 'read')
  const userId = requireUser(ctx)
  const { id, read } = parseInput(MarkReadInput, input)
  await requireVisibleConversation(ctx, id)
  await sql`
    insert into conversation_read (workspace_id, conversation_id, user_id, arrival)
    select workspace_id, id, ${userId}, case when ${read} then arrival else 0 end from conversation where workspace_id = ${ctx.scope.workspaceId} and id = ${id}
    on conflict (workspace_id, conversation_id, user_id) do update set arrival = excluded.arrival`.execute(ctx.db)
  return { row: await conversationRow(ctx, id) }
}
