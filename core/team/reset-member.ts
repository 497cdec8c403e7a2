import { z } from 'zod'
import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { UserId } from '../input.ts'

export const ResetMemberInput = z.strictObject({ userId: UserId })
export type ResetMemberInput = z.infer<typeof ResetMemberInput>

/** Notes that a new way in was asked for; the link itself is made by identity after the commit. */
export async function resetMember(ctx: Context, input: ResetMemberInput): Promise<void> {
  requireAbility(ctx, 'team')
  const { userId } = parseInput(ResetMemberInput, input)
  const member = await ctx.db.selectFrom('member').select('user_id').where('workspace_id', '=', ctx.scope.workspaceId).where('user_id', '=', userId).executeTakeFirst()
  if (!member) throw new NotFound({ ja: 'メンバー', en: 'member' })
  await appendEvent(ctx, { name: 'member.reset', subject: { kind: 'member', id: userId } })
}
