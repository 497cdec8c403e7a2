import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Context, Scope } from '../context.ts'
import { NotFound } from '../errors.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { conversationIsVisible } from '../team/visible.ts'
import { ReadAvatarInput, ReadMediaInput, type MediaBytes } from './media.ts'

/** Bytes follow what they hang on: a mention's channel, a note's or ticket's conversation, and else whoever uploaded them. */
export async function readMedia(ctx: Context, input: ReadMediaInput): Promise<MediaBytes> {
  requireAbility(ctx, 'read')
  const { id } = parseInput(ReadMediaInput, input)
  return readBytes(ctx, id, sql`(${hangsOnVisible(ctx.scope)})`)
}

/** The picture of a person who wrote to someone in sight. */
export async function readAvatar(ctx: Context, input: ReadAvatarInput): Promise<MediaBytes> {
  requireAbility(ctx, 'read')
  const { profileId } = parseInput(ReadAvatarInput, input)
  const profile = await ctx.db.selectFrom('profile').select('avatar_media_id').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', profileId)
    .where(profileIsVisible(ctx.scope, profileId)).executeTakeFirst()
  if (!profile?.avatar_media_id) throw new NotFound({ ja: '画像', en: 'picture' })
  return readBytes(ctx, profile.avatar_media_id, sql`true`)
}

/** A person is in sight when some words of theirs are. */
export function profileIsVisible(scope: Scope, profileId: string): RawBuilder<SqlBool> {
  if (scope.channels === 'all') return sql`true`
  return sql<SqlBool>`(exists (select from conversation where conversation.workspace_id = ${scope.workspaceId} and conversation.profile_id = ${profileId} and ${conversationIsVisible(scope)})
    or exists (select from mention said join conversation on conversation.id = said.conversation_id
      where said.workspace_id = ${scope.workspaceId} and said.author_id = ${profileId} and ${conversationIsVisible(scope)}))`
}

async function readBytes(ctx: Context, id: string, visible: RawBuilder<SqlBool>): Promise<MediaBytes> {
  const { rows } = await sql<{ content_type: string; sha256: string; bytes: Buffer; file_name: string | null }>`
    select media.content_type, media.sha256, media.bytes, (select file_name from attachment where media_id = media.id limit 1) as file_name
    from media where media.workspace_id = ${ctx.scope.workspaceId} and media.id = ${id} and ${visible}`.execute(ctx.db)
  const row = rows[0]
  if (!row) throw new NotFound({ ja: 'ファイル', en: 'file' })
  return { contentType: row.content_type, sha256: row.sha256, bytes: row.bytes, fileName: row.file_name }
}

function hangsOnVisible(scope: Scope): RawBuilder<SqlBool> {
  const everywhere = scope.channels === 'all'
  const channels = everywhere ? sql`media.channel_id is not null` : sql`media.channel_id = any(${[...scope.channels]}::uuid[])`
  const handedOver = everywhere ? sql`false` : sql`(media.channel_id is not null and exists (
    select from conversation join mention on mention.conversation_id = conversation.id
    where conversation.channel_id = media.channel_id and ${conversationIsVisible(scope)} and mention.media @> jsonb_build_array(jsonb_build_object('mediaId', media.id))))`
  return sql<SqlBool>`${channels} or ${handedOver} or exists (
    select from attachment a
    left join note n on n.id = a.note_id left join ticket k on k.id = a.ticket_id
    left join conversation on conversation.id = coalesce(n.conversation_id, k.conversation_id)
    where a.media_id = media.id and (a.uploaded_by = ${scope.actor.id} or (conversation.id is not null and ${conversationIsVisible(scope)})))`
}
