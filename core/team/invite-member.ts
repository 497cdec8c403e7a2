import type { Context } from '../context.ts'
import { Conflict } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { requireTeams } from './require-member.ts'
import { InviteMemberInput } from './team.ts'

/** Notes the invitation; the link itself is made by identity after the commit, and its holder becomes a member by using it. */
export async function inviteMember(ctx: Context, input: InviteMemberInput): Promise<void> {
  requireAbility(ctx, 'team')
  const { email, role, teamIds } = parseInput(InviteMemberInput, input)
  await requireTeams(ctx, teamIds)
  const member = await ctx.db.selectFrom('member').select('user_id')
    .where('workspace_id', '=', ctx.scope.workspaceId).where('email', '=', email.toLowerCase()).where('state', '=', 'active').executeTakeFirst()
  if (member) throw new Conflict({ ja: 'この人はすでにメンバーです。', en: 'This person is a member already.' })
  await appendEvent(ctx, { name: 'member.invited', subject: { kind: 'workspace', id: ctx.scope.workspaceId }, data: { role, teamIds }, detail: { email } })
}
