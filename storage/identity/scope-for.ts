import { sql } from 'kysely'
import type { Actor, Scope } from '../../core/context.ts'
import { Forbidden, NotFound } from '../../core/errors.ts'
import { Id } from '../../core/input.ts'
import type { Authenticated } from '../../core/ports/identity.ts'
import type { Role } from '../../core/team/team.ts'
import type { Parts } from './parts.ts'

/** Who acts where, and how far they see; the first membership where no workspace is named. */
export async function scopeFor(parts: Parts, who: Authenticated, workspaceId?: string): Promise<Scope> {
  if (workspaceId !== undefined && !Id.safeParse(workspaceId).success) throw noWorkspace()
  if (who.kind === 'token') {
    const { id, name, scopes, role, teamIds } = who.token
    if (workspaceId !== undefined && workspaceId !== who.token.workspaceId) throw noWorkspace()
    return withChannels(parts, who.token.workspaceId, { kind: 'token', id, name, scopes }, role, teamIds)
  }
  const member = await membership(parts, who.user.id, workspaceId)
  if (!member) throw workspaceId === undefined ? suspended() : noWorkspace()
  return withChannels(parts, member.workspace_id, { kind: 'user', id: who.user.id, name: member.name }, member.role as Role, member.team_ids)
}

export async function workspacesOf({ kysely }: Parts, userId: string): Promise<{ id: string; name: string; role: Role }[]> {
  const rows = await kysely.selectFrom('member').innerJoin('workspace', 'workspace.id', 'member.workspace_id')
    .select(['workspace.id', 'workspace.name', 'member.role']).where('member.user_id', '=', userId).where('member.state', '=', 'active')
    .orderBy('member.created_at').orderBy('workspace.id').execute()
  return rows.map((row) => ({ ...row, role: row.role as Role }))
}

export function suspended(): Forbidden {
  return new Forbidden({ ja: 'このアカウントは停止されているか、どのワークスペースにも所属していません。管理者に連絡してください。', en: 'This account is suspended or belongs to no workspace. Ask an administrator.' })
}

async function membership({ kysely }: Parts, userId: string, workspaceId: string | undefined) {
  return kysely.selectFrom('member')
    .select((eb) => ['member.workspace_id', 'member.name', 'member.role', eb.selectFrom('team_member').select(sql<string[]>`coalesce(array_agg(team_id), '{}')`.as('ids'))
      .whereRef('team_member.workspace_id', '=', 'member.workspace_id').whereRef('team_member.user_id', '=', 'member.user_id').$asScalar().$notNull().as('team_ids')])
    .where('member.user_id', '=', userId).where('member.state', '=', 'active')
    .$if(workspaceId !== undefined, (query) => query.where('member.workspace_id', '=', workspaceId!))
    .orderBy('member.created_at').orderBy('member.workspace_id').executeTakeFirst()
}

/** A channel with teams is seen by those teams; one without, by everybody in the workspace. */
async function withChannels({ kysely }: Parts, workspaceId: string, actor: Actor, role: Role, teamIds: readonly string[]): Promise<Scope> {
  if (role === 'administrator') return { workspaceId, actor, role, teamIds, channels: 'all' }
  const { rows } = await sql<{ id: string; visible: boolean }>`
    select channel.id, bool_or(wall.team_id is null or wall.team_id = any(${[...teamIds]}::uuid[])) as visible
      from channel left join team_channel wall on wall.workspace_id = channel.workspace_id and wall.channel_id = channel.id
     where channel.workspace_id = ${workspaceId} group by channel.id`.execute(kysely)
  const channels = rows.every((row) => row.visible) ? 'all' : rows.filter((row) => row.visible).map((row) => row.id)
  return { workspaceId, actor, role, teamIds, channels }
}

function noWorkspace(): NotFound {
  return new NotFound({ ja: 'ワークスペース', en: 'workspace' })
}
