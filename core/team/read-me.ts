import type { Context } from '../context.ts'
import { requireUser } from '../guard.ts'
import { can, abilities, type Ability, type Role } from './team.ts'

export interface MyPlace {
  workspace: { id: string; name: string; timeZone: string }
  name: string
  role: Role
  abilities: Ability[]
  teams: { id: string; name: string }[]
  preferences: Record<string, unknown>
}

/** What the signed-in person is in this workspace. */
export async function readMe(ctx: Context): Promise<MyPlace> {
  const userId = requireUser(ctx)
  const { workspaceId, role, teamIds } = ctx.scope
  const workspace = await ctx.db.selectFrom('workspace').select(['id', 'name', 'time_zone']).where('id', '=', workspaceId).executeTakeFirstOrThrow()
  const member = await ctx.db.selectFrom('member').select(['name', 'preferences'])
    .where('workspace_id', '=', workspaceId).where('user_id', '=', userId).executeTakeFirstOrThrow()
  const teams = teamIds.length === 0 ? [] : await ctx.db.selectFrom('team').select(['id', 'name'])
    .where('workspace_id', '=', workspaceId).where('id', 'in', [...teamIds]).orderBy('name').execute()
  return {
    workspace: { id: workspace.id, name: workspace.name, timeZone: workspace.time_zone },
    name: member.name, role, abilities: abilities.filter((ability) => can(role, ability)), teams, preferences: member.preferences,
  }
}
