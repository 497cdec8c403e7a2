import { sql } from 'kysely'
import type { Db } from '../tables.ts'

export interface OurReply {
  workspaceId: string
  conversationId: string
  /** ISO 8601: when it went out; null for now, by the database's clock. */
  at: string | null
}

/**
 * An answer of ours went out, from here or at the network itself: the waiting ends and the clock of the first reply stops, on the
 * conversation and on the ticket that has it. An old answer that only now comes to light does not end a wait that began after it.
 * Set-wise; runs as the system role for a page of the pipeline, or inside a verb.
 */
export async function onOurReplies(db: Db, replies: readonly OurReply[]): Promise<void> {
  if (replies.length === 0) return
  const sent = sql`(
    select workspace_id, id, min(coalesce(at, app.now())) as first_at, max(coalesce(at, app.now())) as last_at
    from unnest(${replies.map((reply) => reply.workspaceId)}::uuid[], ${replies.map((reply) => reply.conversationId)}::uuid[],
      ${replies.map((reply) => reply.at)}::timestamptz[]) as came(workspace_id, id, at) group by workspace_id, id)`
  await sql`
    update conversation c set
      first_reply_at = least(c.first_reply_at, sent.first_at),
      last_reply_at = greatest(c.last_reply_at, sent.last_at),
      waiting_since = case when sent.last_at >= least(c.last_mention_at, app.now()) then null else c.waiting_since end,
      updated_at = app.now()
    from ${sent} sent
    where c.workspace_id = sent.workspace_id and c.id = sent.id`.execute(db)
  await sql`
    update ticket k set first_reply_at = sent.last_at
    from ${sent} sent
    where k.workspace_id = sent.workspace_id and k.conversation_id = sent.id and k.state <> 'closed'
      and k.first_reply_at is null and sent.last_at >= k.opened_at`.execute(db)
}
