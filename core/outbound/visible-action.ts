import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Context, Scope } from '../context.ts'
import { NotFound } from '../errors.ts'
import { conversationIsVisible } from '../team/visible.ts'
import { lockAction, type ActionRow } from './record-outcome.ts'

/** An action follows its conversation; one without follows its channel. */
export function actionIsVisible(scope: Scope): RawBuilder<SqlBool> {
  if (scope.channels === 'all') return sql<SqlBool>`true`
  return sql<SqlBool>`case when outbound_action.conversation_id is null then outbound_action.channel_id = any(${[...scope.channels]}::uuid[])
    else exists (select from conversation where conversation.id = outbound_action.conversation_id and ${conversationIsVisible(scope)}) end`
}

export async function requireVisibleAction(ctx: Context, id: string): Promise<void> {
  const row = await ctx.db.selectFrom('outbound_action').select('id').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id)
    .where(actionIsVisible(ctx.scope)).executeTakeFirst()
  if (!row) throw new NotFound({ ja: '送信', en: 'outbound action' })
}

/** Held until the end of the transaction. @throws NotFound also behind a wall */
export async function lockVisibleAction(ctx: Context, id: string): Promise<ActionRow> {
  await requireVisibleAction(ctx, id)
  return (await lockAction(ctx, id))!
}
