import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { attachmentViews } from '../media/bind-attachments.ts'
import type { NoteView } from './conversation.ts'

/** Notes with who wrote them and what hangs on them, in the order of `ids`. The caller has asked whether they may be seen. */
export async function noteViews(ctx: Context, ids: readonly string[]): Promise<NoteView[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<StoredNote>`
    select n.id, n.text, n.author_user_id, m.name as author_name, n.ticket_id, n.mentioned_user_ids
    from unnest(${[...ids]}::uuid[]) with ordinality as wanted(id, place)
    join note n on n.id = wanted.id and n.workspace_id = ${ctx.scope.workspaceId}
    left join member m on m.workspace_id = n.workspace_id and m.user_id = n.author_user_id
    order by wanted.place`.execute(ctx.db)
  const attachments = await attachmentViews(ctx, { noteIds: ids })
  return rows.map((row) => ({
    id: row.id,
    text: row.text,
    author: row.author_user_id === null ? null : { id: row.author_user_id, name: row.author_name ?? row.author_user_id },
    ticketId: row.ticket_id,
    mentionedUserIds: row.mentioned_user_ids,
    attachments: attachments.filter((view) => view.noteId === row.id)
      .map(({ id, mediaId, fileName, contentType, byteSize }) => ({ id, mediaId, fileName, contentType, byteSize })),
  }))
}

interface StoredNote {
  id: string
  text: string
  author_user_id: string | null
  author_name: string | null
  ticket_id: string | null
  mentioned_user_ids: string[]
}
