import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { StoredMedia } from '../tables.ts'

const gone = '（削除された投稿） / (deleted post)'

/**
 * Takes everything that mentions said out of every place that holds a copy: text, versions, annotations, media, search row, intake
 * bytes, answers that have not left, tickets and their history. The rows stay as marks of their place. A fixed number of statements.
 */
export async function emptyMentions(ctx: Context, mentionIds: readonly string[]): Promise<void> {
  if (mentionIds.length === 0) return
  const { workspaceId } = ctx.scope
  const ids = [...mentionIds].sort()
  const emptied = await emptyRows(ctx, ids)
  await ctx.db.deleteFrom('mention_version').where('workspace_id', '=', workspaceId).where('mention_id', 'in', ids).execute()
  const mediaIds = emptied.flatMap((row) => row.media.flatMap((medium) => (medium.mediaId ? [medium.mediaId] : [])))
  if (mediaIds.length > 0) await ctx.db.deleteFrom('media').where('workspace_id', '=', workspaceId).where('id', 'in', mediaIds).execute()
  await ctx.ports.index.remove(ctx.db, ids.map((mentionId) => ({ workspaceId, mentionId })))
  await emptyIntake(ctx, emptied)
  await dropUnsentAnswers(ctx, emptied)
  await emptyTickets(ctx, ids)
}

interface Emptied {
  media: StoredMedia[]
  network: string
  external_id: string
}

async function emptyRows(ctx: Context, ids: readonly string[]): Promise<Emptied[]> {
  const { rows } = await sql<Emptied>`
    with old as (select id, media, network, external_id from mention where workspace_id = ${ctx.scope.workspaceId} and id = any(${ids}::uuid[]) order by id for update)
    update mention m set text = '', title = null, url = null, media = '[]', engagement = '{}', annotation = '{"confidence":0,"evidence":[]}',
           sentiment = 'neutral', sentiment_score = 0, media_after = null, deleted_at = coalesce(m.deleted_at, app.now()), index_version = index_version + 1
      from old where m.id = old.id
    returning old.media, old.network, old.external_id`.execute(ctx.db)
  return rows
}

async function emptyIntake(ctx: Context, emptied: readonly Emptied[]): Promise<void> {
  await sql`
    update intake set raw = ''::bytea
      from unnest(${emptied.map((row) => row.network)}::text[], ${emptied.map((row) => row.external_id)}::text[]) as said(network, post_id)
     where intake.workspace_id = ${ctx.scope.workspaceId} and intake.network = said.network and intake.post_id = said.post_id`.execute(ctx.db)
}

/** An answer to words that are gone does not leave, and what it quotes goes with them. What may have left is for the network to tell. */
async function dropUnsentAnswers(ctx: Context, emptied: readonly Emptied[]): Promise<void> {
  await sql`
    with dropped as (
      update outbound_action a set state = 'cancelled', text = '', version = a.version + 1
        from unnest(${emptied.map((row) => row.network)}::text[], ${emptied.map((row) => row.external_id)}::text[]) as said(network, post_id)
       where a.workspace_id = ${ctx.scope.workspaceId} and a.network = said.network and a.target->>'inReplyTo' = said.post_id
         and (a.state in ('failed', 'missed') or (a.state in ('held', 'due') and a.ambiguous_since is null))
      returning a.id, a.conversation_id),
    emptied as (update reply set text = '' where workspace_id = ${ctx.scope.workspaceId} and action_id in (select id from dropped))
    update conversation c set send_trouble = false, version = c.version + 1
     where c.workspace_id = ${ctx.scope.workspaceId} and c.send_trouble and c.id in (select conversation_id from dropped)
       and not exists (select from outbound_action other where other.workspace_id = c.workspace_id and other.conversation_id = c.id
         and other.state in ('failed', 'unknown', 'missed') and other.id not in (select id from dropped))`.execute(ctx.db)
}

async function emptyTickets(ctx: Context, ids: readonly string[]): Promise<void> {
  await sql`
    with emptied as (
      update ticket set subject = ${gone}, version = version + 1 where workspace_id = ${ctx.scope.workspaceId} and mention_id = any(${ids}::uuid[]) returning id)
    delete from event_detail d using event e
     where d.event_id = e.id and e.workspace_id = ${ctx.scope.workspaceId} and e.subject_kind = 'ticket' and e.subject_id in (select id::text from emptied)`.execute(ctx.db)
}
