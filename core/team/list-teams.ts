import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'
import { teamViews } from './team-views.ts'
import type { TeamView } from './team.ts'

export async function listTeams(ctx: Context): Promise<TeamView[]> {
  requireAbility(ctx, 'read')
  return teamViews(ctx)
}
