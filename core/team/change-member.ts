import type { Context } from '../context.ts'
import { Conflict, NotAllowedNow, NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { memberViews } from './member-views.ts'
import { ChangeMemberInput, type MemberView } from './team.ts'

/** Role and state. The caller ends the sessions of who was suspended, after the commit. */
export async function changeMember(ctx: Context, input: ChangeMemberInput): Promise<MemberView> {
  requireAbility(ctx, 'team')
  const asked = parseInput(ChangeMemberInput, input)
  const administrators = await lockAdministrators(ctx)
  const before = await ctx.db.selectFrom('member').select(['user_id', 'role', 'state', 'version'])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('user_id', '=', asked.userId).forUpdate().executeTakeFirst()
  if (!before) throw new NotFound({ ja: 'メンバー', en: 'member' })
  if (asked.version !== undefined && asked.version !== before.version) throw new Conflict(undefined, { current: (await memberViews(ctx, asked.userId))[0] })
  const role = asked.role ?? before.role
  const state = asked.state ?? before.state
  if (role === before.role && state === before.state) return (await memberViews(ctx, asked.userId))[0]!
  if (role !== 'administrator' || state !== 'active') refuseLastAdministrator(administrators, asked.userId)
  await ctx.db.updateTable('member').set((eb) => ({ role, state, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('user_id', '=', asked.userId).execute()
  const subject = { kind: 'member', id: asked.userId } as const
  if (role !== before.role) await appendEvent(ctx, { name: 'member.role-changed', subject, data: { from: before.role, to: role } })
  if (state !== before.state) await appendEvent(ctx, { name: state === 'suspended' ? 'member.suspended' : 'member.resumed', subject })
  return (await memberViews(ctx, asked.userId))[0]!
}

/** Held in sorted order, so that two administrators who demote each other at once cannot both succeed. */
async function lockAdministrators(ctx: Context): Promise<string[]> {
  const rows = await ctx.db.selectFrom('member').select('user_id').where('workspace_id', '=', ctx.scope.workspaceId)
    .where('role', '=', 'administrator').where('state', '=', 'active').orderBy('user_id').forUpdate().execute()
  return rows.map((row) => row.user_id)
}

function refuseLastAdministrator(administrators: readonly string[], userId: string): void {
  if (!administrators.includes(userId) || administrators.length > 1) return
  throw new NotAllowedNow('last_administrator', {
    ja: '最後の管理者です。先に別の人を管理者にしてください。',
    en: 'This is the last administrator. Make someone else an administrator first.',
  })
}
