import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { CountNewInput } from './conversation.ts'
import { inInbox } from './inbox-filter.ts'
import { countLimit } from './list-inbox.ts'

/** How many conversations of a view got something since the list was drawn: the pill's number. */
export async function countNewInInbox(ctx: Context, input: unknown): Promise<{ count: number }> {
  requireAbility(ctx, 'read')
  const asked = parseInput(CountNewInput, input)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from conversation
      where conversation.id in (select conversation_id from mention where workspace_id = ${ctx.scope.workspaceId} and arrival > ${asked.since})
        and ${inInbox(ctx.scope, asked)} limit ${countLimit + 1}) counted`.execute(ctx.db)
  return { count: rows[0]!.count }
}
