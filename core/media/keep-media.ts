import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { KeepMediaInput, type KeptMedia } from './media.ts'

/** Stores an upload. Until a note or a ticket takes it, only its uploader sees it. */
export async function keepMedia(ctx: Context, input: KeepMediaInput): Promise<KeptMedia> {
  requireAbility(ctx, 'answer')
  const { fileName, contentType, bytes } = parseInput(KeepMediaInput, input)
  const id = newId()
  await ctx.db.insertInto('media').values({
    workspace_id: ctx.scope.workspaceId, id, channel_id: null, content_type: contentType, byte_size: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'), bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  }).execute()
  await ctx.db.insertInto('attachment').values({
    workspace_id: ctx.scope.workspaceId, id, media_id: id, file_name: fileName, note_id: null, ticket_id: null, uploaded_by: ctx.scope.actor.id,
  }).execute()
  return { mediaId: id, fileName, contentType, byteSize: bytes.byteLength }
}
