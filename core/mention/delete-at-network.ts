import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import type { StoredMedia } from '../tables.ts'
import { postKey } from './forgotten-keys.ts'

/**
 * The author deleted it at the network: text, versions, annotation, media, search row, intake bytes and quotes go in one
 * transaction; a tombstone keeps every late copy out for ever.
 * @returns false when no such mention is stored (yet).
 */
export async function deleteAtNetwork(ctx: Context, post: { network: string; externalId: string }): Promise<boolean> {
  const { workspaceId } = ctx.scope
  const key = postKey(ctx.ports.digest, workspaceId, post.network, post.externalId)
  await ctx.db.insertInto('tombstone').values({ workspace_id: workspaceId, network: post.network, key_hash: key }).onConflict((c) => c.doNothing()).execute()
  const mention = await ctx.db.selectFrom('mention').select(['id', 'conversation_id', 'deleted_at'])
    .where('workspace_id', '=', workspaceId).where('network', '=', post.network).where('external_id', '=', post.externalId).forUpdate().executeTakeFirst()
  if (!mention) return false
  if (mention.deleted_at !== null) return true
  await emptyMention(ctx, mention.id)
  await appendEvent(ctx, {
    name: 'mention.deleted-at-network', subject: { kind: 'mention', id: mention.id }, conversationId: mention.conversation_id, data: { network: post.network },
  })
  return true
}

/** Takes everything a mention said out of every place that holds a copy. The row stays as a mark of its place. */
export async function emptyMention(ctx: Context, mentionId: string): Promise<void> {
  const { workspaceId } = ctx.scope
  const { rows } = await emptyRow(ctx, mentionId)
  const gone = rows[0]
  if (!gone) return
  await ctx.db.deleteFrom('mention_version').where('workspace_id', '=', workspaceId).where('mention_id', '=', mentionId).execute()
  const mediaIds = gone.media.flatMap((medium) => (medium.mediaId ? [medium.mediaId] : []))
  if (mediaIds.length > 0) await ctx.db.deleteFrom('media').where('workspace_id', '=', workspaceId).where('id', 'in', mediaIds).execute()
  await ctx.ports.index.remove(ctx.db, [{ workspaceId, mentionId }])
  await sql`
    update intake set raw = ''::bytea
     where workspace_id = ${workspaceId} and network = ${gone.network} and post_id = ${gone.external_id}`.execute(ctx.db)
  await ctx.db.updateTable('ticket').set({ subject: '（削除された投稿） / (deleted post)' })
    .where('workspace_id', '=', workspaceId).where('mention_id', '=', mentionId).execute()
}

async function emptyRow(ctx: Context, mentionId: string) {
  return sql<{ media: StoredMedia[]; network: string; external_id: string }>`
    with old as (select id, media, network, external_id from mention where workspace_id = ${ctx.scope.workspaceId} and id = ${mentionId} for update)
    update mention m set text = '', title = null, url = null, media = '[]', engagement = '{}', annotation = '{"confidence":0,"evidence":[]}',
           sentiment = 'neutral', sentiment_score = 0, media_after = null, deleted_at = app.now(), index_version = index_version + 1
      from old where m.id = old.id
    returning old.media, old.network, old.external_id`.execute(ctx.db)
}
