import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { NoteView } from '../conversation/conversation.ts'
import { InvalidInput } from '../errors.ts'

/** Only what this person uploaded and nothing else has taken yet. */
export async function bindAttachments(ctx: Context, attachmentIds: readonly string[], to: { noteId: string } | { ticketId: string }): Promise<void> {
  const wanted = [...new Set(attachmentIds)]
  if (wanted.length === 0) return
  const bound = await ctx.db.updateTable('attachment')
    .set('noteId' in to ? { note_id: to.noteId } : { ticket_id: to.ticketId })
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', 'in', wanted).where('uploaded_by', '=', ctx.scope.actor.id)
    .where('note_id', 'is', null).where('ticket_id', 'is', null).returning('id').execute()
  if (bound.length === wanted.length) return
  throw new InvalidInput({ ja: '添付ファイルが見つかりません。もう一度アップロードしてください。', en: 'An attachment was not found. Upload it again.' })
}

export type AttachmentView = NoteView['attachments'][number] & { noteId: string | null; ticketId: string | null }

export async function attachmentViews(ctx: Context, of: { noteIds?: readonly string[]; ticketIds?: readonly string[] }): Promise<AttachmentView[]> {
  const { rows } = await sql<AttachmentView>`
    select a.id, a.media_id as "mediaId", a.file_name as "fileName", m.content_type as "contentType", m.byte_size as "byteSize",
      a.note_id as "noteId", a.ticket_id as "ticketId"
    from attachment a join media m on m.id = a.media_id
    where a.workspace_id = ${ctx.scope.workspaceId}
      and (a.note_id = any(${[...(of.noteIds ?? [])]}::uuid[]) or a.ticket_id = any(${[...(of.ticketIds ?? [])]}::uuid[]))
    order by a.created_at, a.id`.execute(ctx.db)
  return rows
}
