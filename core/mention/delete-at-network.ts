import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { emptyMentions } from './empty-mentions.ts'
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
  await emptyMentions(ctx, [mention.id])
  await appendEvent(ctx, {
    name: 'mention.deleted-at-network', subject: { kind: 'mention', id: mention.id }, conversationId: mention.conversation_id, data: { network: post.network },
  })
  return true
}
