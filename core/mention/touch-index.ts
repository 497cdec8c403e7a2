import { sql } from 'kysely'
import type { Context } from '../context.ts'

/**
 * State, assignee and tags are part of what can be searched. Where the index lies beside the tables it joins them; an index of
 * its own gets the conversation's documents again, in one statement.
 */
export async function touchIndex(ctx: Context, conversationId: string): Promise<void> {
  if (ctx.ports.index.transactional) return
  await sql`
    with raised as (
      update mention set index_version = index_version + 1
      where workspace_id = ${ctx.scope.workspaceId} and conversation_id = ${conversationId} and deleted_at is null
      returning workspace_id, id, index_version)
    insert into index_outbox (workspace_id, mention_id, index_version) select workspace_id, id, index_version from raised
    on conflict (mention_id) do update set index_version = excluded.index_version, queued_at = app.now()`.execute(ctx.db)
}
