import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'
import { memberViews } from './member-views.ts'
import type { MemberView } from './team.ts'

export async function listMembers(ctx: Context): Promise<MemberView[]> {
  requireAbility(ctx, 'read')
  return memberViews(ctx)
}
