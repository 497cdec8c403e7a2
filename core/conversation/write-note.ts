import type { Context } from '../context.ts'
import { InvalidInput } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { bindAttachments } from '../media/bind-attachments.ts'
import { notify } from '../notification/notify.ts'
import { requireActiveMembers } from '../team/require-member.ts'
import { requireVisibleConversation } from '../team/visible.ts'
import { WriteNoteInput, type NoteView } from './conversation.ts'
import { noteViews } from './note-views.ts'

/** A word among ourselves. Those named in it and those who watch are told. */
export async function writeNote(ctx: Context, input: Partial<WriteNoteInput> & { conversationId: string; text: string }): Promise<NoteView> {
  requireAbility(ctx, 'answer')
  const asked = parseInput(WriteNoteInput, input)
  await requireVisibleConversation(ctx, asked.conversationId)
  await requireTicketOf(ctx, asked)
  await requireActiveMembers(ctx, asked.mentionedUserIds)
  const id = await insertNote(ctx, asked)
  await bindAttachments(ctx, asked.attachmentIds, { noteId: id })
  await tellReaders(ctx, id, asked)
  return (await noteViews(ctx, [id]))[0]!
}

export interface NewNote {
  conversationId: string
  ticketId?: string | undefined
  text: string
  mentionedUserIds: string[]
}

/** Answers the id. */
export async function insertNote(ctx: Context, note: NewNote): Promise<string> {
  const id = newId()
  const { actor, workspaceId } = ctx.scope
  await ctx.db.insertInto('note').values({
    workspace_id: workspaceId, id, conversation_id: note.conversationId, ticket_id: note.ticketId ?? null,
    author_user_id: actor.kind === 'user' ? actor.id : null, text: note.text, mentioned_user_ids: note.mentionedUserIds,
  }).execute()
  await appendEvent(ctx, {
    name: 'note.written', subject: { kind: 'note', id }, conversationId: note.conversationId,
    data: { ticketId: note.ticketId ?? null, mentionedUserIds: note.mentionedUserIds },
  })
  return id
}

async function requireTicketOf(ctx: Context, asked: WriteNoteInput): Promise<void> {
  if (asked.ticketId === undefined) return
  const ticket = await ctx.db.selectFrom('ticket').select('id').where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', asked.ticketId).where('conversation_id', '=', asked.conversationId).executeTakeFirst()
  if (!ticket) throw new InvalidInput({ ja: 'そのチケットはこの会話のものではありません。', en: 'That ticket does not belong to this conversation.' })
}

async function tellReaders(ctx: Context, noteId: string, asked: WriteNoteInput): Promise<void> {
  const about = { subject: { kind: 'note', id: noteId }, conversationId: asked.conversationId, data: { code: 'note', ticketId: asked.ticketId ?? null } } as const
  await notify(ctx, asked.mentionedUserIds, { kind: 'named', ...about })
  const watchers = await ctx.db.selectFrom('watcher').select('user_id')
    .where('workspace_id', '=', ctx.scope.workspaceId).where('conversation_id', '=', asked.conversationId).execute()
  await notify(ctx, watchers.map((row) => row.user_id).filter((id) => !asked.mentionedUserIds.includes(id)), { kind: 'watched', ...about })
}
