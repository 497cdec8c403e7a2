import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { touchIndex } from '../mention/touch-index.ts'
import { ensureTags } from '../tag/ensure-tags.ts'
import { offerUndo } from '../undo/offer-undo.ts'
import { TagConversationInput, type ConversationRow, type Undoable } from './conversation.ts'
import { conversationRow, requireConversationVersion } from './conversation-rows.ts'
import { lockConversation, type LockedConversation } from './lock-conversation.ts'

/** Adds tags by name, made where they are new, and takes tags off by id. */
export async function tagConversation(ctx: Context, input: Partial<TagConversationInput> & { id: string }): Promise<Undoable & { row: ConversationRow }> {
  requireAbility(ctx, 'answer')
  const asked = parseInput(TagConversationInput, input)
  const before = await lockConversation(ctx, asked.id)
  await requireConversationVersion(ctx, asked.version, before)
  const changed = await changeConversationTags(ctx, before, asked)
  if (!changed) return { undo: '', row: await conversationRow(ctx, asked.id) }
  const undo = await offerUndo(ctx, { act: 'tag', id: asked.id, version: changed.version, add: changed.removedNames, remove: changed.addedIds })
  return { undo, row: await conversationRow(ctx, asked.id) }
}

export interface TagChange {
  version: number
  addedIds: string[]
  removedNames: string[]
}

/** Null when nothing changed. */
export async function changeConversationTags(ctx: Context, before: LockedConversation, change: { add: readonly string[]; remove: readonly string[] }): Promise<TagChange | null> {
  const addedIds = await addTags(ctx, before.id, change.add)
  const removed = await removeTags(ctx, before.id, change.remove)
  if (addedIds.length === 0 && removed.length === 0) return null
  const about = { subject: { kind: 'conversation', id: before.id }, conversationId: before.id } as const
  if (addedIds.length > 0) await appendEvent(ctx, { name: 'conversation.tagged', ...about, data: { tagIds: addedIds } })
  if (removed.length > 0) await appendEvent(ctx, { name: 'conversation.untagged', ...about, data: { tagIds: removed.map((tag) => tag.id) } })
  const { version } = await ctx.db.updateTable('conversation')
    .set((eb) => ({ updated_at: sql<string>`app.now()`, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', before.id).returning('version').executeTakeFirstOrThrow()
  await touchIndex(ctx, before.id)
  return { version, addedIds, removedNames: removed.map((tag) => tag.name) }
}

async function addTags(ctx: Context, conversationId: string, names: readonly string[]): Promise<string[]> {
  const tags = await ensureTags(ctx, names)
  if (tags.length === 0) return []
  const added = await ctx.db.insertInto('conversation_tag')
    .values(tags.map((tag) => ({ workspace_id: ctx.scope.workspaceId, conversation_id: conversationId, tag_id: tag.id })))
    .onConflict((conflict) => conflict.doNothing()).returning('tag_id').execute()
  return added.map((row) => row.tag_id)
}

async function removeTags(ctx: Context, conversationId: string, tagIds: readonly string[]): Promise<{ id: string; name: string }[]> {
  if (tagIds.length === 0) return []
  const { rows } = await sql<{ id: string; name: string }>`
    with gone as (
      delete from conversation_tag where workspace_id = ${ctx.scope.workspaceId} and conversation_id = ${conversationId} and tag_id = any(${[...tagIds]}::uuid[])
      returning tag_id)
    select tag.id, tag.name from gone join tag on tag.id = gone.tag_id`.execute(ctx.db)
  return rows
}
