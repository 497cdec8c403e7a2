import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { MemberView } from './team.ts'

/** All, or the one asked for, by name. */
export async function memberViews(ctx: Context, userId?: string): Promise<MemberView[]> {
  const { rows } = await sql<MemberView>`
    select m.user_id as "userId", m.name, m.email, m.role, m.state, m.version,
      array(select t.team_id::text from team_member t where t.workspace_id = m.workspace_id and t.user_id = m.user_id order by 1) as "teamIds"
    from member m
    where m.workspace_id = ${ctx.scope.workspaceId} and (${userId ?? null}::text is null or m.user_id = ${userId ?? null}::text)
    order by m.name, m.user_id`.execute(ctx.db)
  return rows
}
