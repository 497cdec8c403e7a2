import type { Context } from '../context.ts'
import type { SubjectKind } from '../event/event.ts'
import { newId } from '../id.ts'
import type { NotificationView } from './notification.ts'

export interface Notice {
  kind: NotificationView['kind']
  subject: { kind: SubjectKind; id: string }
  conversationId?: string | null
  /** Codes and ids for the sentence; no text of mentions. */
  data?: Record<string, unknown>
}

/** One line in each person's bell, in one statement. Nobody is told of what they did themselves, nor twice of one thing. */
export async function notify(ctx: Context, userIds: Iterable<string>, notice: Notice): Promise<void> {
  const { actor, workspaceId } = ctx.scope
  const people = [...new Set(userIds)].filter((id) => actor.kind !== 'user' || id !== actor.id)
  if (people.length === 0) return
  const data = JSON.stringify({ actor: { kind: actor.kind, id: actor.id }, ...notice.data })
  await ctx.db.insertInto('notification').values(people.map((userId) => ({
    workspace_id: workspaceId,
    id: newId(),
    user_id: userId,
    kind: notice.kind,
    subject_kind: notice.subject.kind,
    subject_id: notice.subject.id,
    conversation_id: notice.conversationId ?? null,
    data,
  }))).execute()
}

/** The active members of teams, for notices to a department. */
export async function membersOfTeams(ctx: Context, teamIds: readonly string[]): Promise<string[]> {
  if (teamIds.length === 0) return []
  const rows = await ctx.db.selectFrom('team_member')
    .innerJoin('member', (join) => join.onRef('member.user_id', '=', 'team_member.user_id').onRef('member.workspace_id', '=', 'team_member.workspace_id'))
    .select('team_member.user_id')
    .where('team_member.workspace_id', '=', ctx.scope.workspaceId).where('team_member.team_id', 'in', [...teamIds]).where('member.state', '=', 'active').execute()
  return rows.map((row) => row.user_id)
}
