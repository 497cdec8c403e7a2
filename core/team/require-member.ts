import type { Context } from '../context.ts'
import { InvalidInput } from '../errors.ts'

/** Work is given to people who are there: active members of this workspace. */
export async function requireActiveMembers(ctx: Context, userIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(userIds)]
  if (wanted.length === 0) return
  const found = await ctx.db.selectFrom('member').select('user_id')
    .where('workspace_id', '=', ctx.scope.workspaceId).where('user_id', 'in', wanted).where('state', '=', 'active').execute()
  if (found.length === wanted.length) return
  const missing = wanted.filter((id) => !found.some((row) => row.user_id === id))
  throw new InvalidInput({ ja: '指定した人は、このワークスペースの有効なメンバーではありません。', en: 'That person is not an active member of this workspace.' }, { missing })
}

export async function requireTeams(ctx: Context, teamIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(teamIds)]
  if (wanted.length === 0) return
  const found = await ctx.db.selectFrom('team').select('id').where('workspace_id', '=', ctx.scope.workspaceId).where('id', 'in', wanted).execute()
  if (found.length === wanted.length) return
  const missing = wanted.filter((id) => !found.some((row) => row.id === id))
  throw new InvalidInput({ ja: '指定したチームが見つかりません。', en: 'That team was not found.' }, { missing })
}

/** The person and team that an assignment names, where it names any. */
export async function requireAssignable(ctx: Context, to: { assigneeId?: string | null | undefined; teamId?: string | null | undefined }): Promise<void> {
  await requireActiveMembers(ctx, to.assigneeId ? [to.assigneeId] : [])
  await requireTeams(ctx, to.teamId ? [to.teamId] : [])
}
