import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { TeamView } from './team.ts'

/** All, or the one asked for, by name. */
export async function teamViews(ctx: Context, id?: string): Promise<TeamView[]> {
  const { rows } = await sql<TeamView>`
    select t.id, t.name, t.version,
      array(select m.user_id from team_member m where m.workspace_id = t.workspace_id and m.team_id = t.id order by 1) as "memberIds",
      array(select c.channel_id::text from team_channel c where c.workspace_id = t.workspace_id and c.team_id = t.id order by 1) as "channelIds"
    from team t
    where t.workspace_id = ${ctx.scope.workspaceId} and (${id ?? null}::uuid is null or t.id = ${id ?? null}::uuid)
    order by t.name`.execute(ctx.db)
  return rows
}
