import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { touchIndex } from '../mention/touch-index.ts'
import { notify } from '../notification/notify.ts'
import { requireAssignable } from '../team/require-member.ts'
import { offerUndo } from '../undo/offer-undo.ts'
import { AssignConversationInput, type ConversationRow, type Undoable } from './conversation.ts'
import { conversationRow, requireConversationVersion } from './conversation-rows.ts'
import { lockConversation, refuseWhileHeld, type LockedConversation } from './lock-conversation.ts'

/** To a person, a team or both; `null` takes it away, a key left out keeps what is. */
export async function assignConversation(ctx: Context, input: AssignConversationInput): Promise<Undoable & { row: ConversationRow }> {
  requireAbility(ctx, 'answer')
  const asked = parseInput(AssignConversationInput, input)
  const before = await lockConversation(ctx, asked.id)
  await requireConversationVersion(ctx, asked.version, before)
  await refuseWhileHeld(ctx, asked.id)
  await requireAssignable(ctx, asked)
  const to = assignmentAfter(before, asked)
  if (to.assigneeId === before.assignee_id && to.teamId === before.team_id) return { undo: '', row: await conversationRow(ctx, asked.id) }
  const version = await changeConversationAssignment(ctx, before, to)
  const undo = await offerUndo(ctx, { act: 'assign', id: asked.id, version, assigneeId: before.assignee_id, teamId: before.team_id })
  return { undo, row: await conversationRow(ctx, asked.id) }
}

export interface Assignment {
  assigneeId: string | null
  teamId: string | null
}

export function assignmentAfter(before: { assignee_id: string | null; team_id: string | null }, asked: { assigneeId?: string | null | undefined; teamId?: string | null | undefined }): Assignment {
  return {
    assigneeId: asked.assigneeId === undefined ? before.assignee_id : asked.assigneeId,
    teamId: asked.teamId === undefined ? before.team_id : asked.teamId,
  }
}

/** Answers the new version. */
export async function changeConversationAssignment(ctx: Context, before: LockedConversation, to: Assignment): Promise<number> {
  const { version } = await ctx.db.updateTable('conversation')
    .set((eb) => ({ assignee_id: to.assigneeId, team_id: to.teamId, updated_at: sql<string>`app.now()`, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', before.id)
    .returning('version').executeTakeFirstOrThrow()
  await appendEvent(ctx, {
    name: 'conversation.assigned', subject: { kind: 'conversation', id: before.id }, conversationId: before.id,
    data: { assigneeId: to.assigneeId, teamId: to.teamId, fromAssigneeId: before.assignee_id, fromTeamId: before.team_id },
  })
  if (to.assigneeId !== null && to.assigneeId !== before.assignee_id) {
    await notify(ctx, [to.assigneeId], { kind: 'assigned', subject: { kind: 'conversation', id: before.id }, conversationId: before.id })
  }
  await touchIndex(ctx, before.id)
  return version
}
