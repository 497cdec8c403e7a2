import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { teamViews } from './team-views.ts'
import { SaveTeamInput, type TeamView } from './team.ts'

/** Makes a team, or changes one whole: its name, its members, and the channels that it, with others named so, sees alone. */
export async function saveTeam(ctx: Context, input: SaveTeamInput): Promise<TeamView> {
  requireAbility(ctx, 'team')
  const asked = parseInput(SaveTeamInput, input)
  await refuseSameName(ctx, asked)
  await requireKnown(ctx, asked)
  const id = asked.id === undefined ? await insertTeam(ctx, asked) : await updateTeam(ctx, asked.id, asked)
  await replaceMembers(ctx, id, asked.memberIds)
  await replaceChannels(ctx, id, asked.channelIds)
  await appendEvent(ctx, {
    name: asked.id === undefined ? 'team.created' : 'team.changed', subject: { kind: 'team', id },
    data: { memberIds: asked.memberIds, channelIds: asked.channelIds }, detail: { name: asked.name },
  })
  return (await teamViews(ctx, id))[0]!
}

async function insertTeam(ctx: Context, asked: SaveTeamInput): Promise<string> {
  const id = newId()
  await ctx.db.insertInto('team').values({ workspace_id: ctx.scope.workspaceId, id, name: asked.name }).execute()
  return id
}

async function updateTeam(ctx: Context, id: string, asked: SaveTeamInput): Promise<string> {
  const before = await ctx.db.selectFrom('team').select('version').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!before) throw new NotFound({ ja: 'チーム', en: 'team' })
  if (asked.version !== undefined && asked.version !== before.version) throw new Conflict(undefined, { current: (await teamViews(ctx, id))[0] })
  await ctx.db.updateTable('team').set((eb) => ({ name: asked.name, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute()
  return id
}

async function replaceMembers(ctx: Context, teamId: string, userIds: readonly string[]): Promise<void> {
  await ctx.db.deleteFrom('team_member').where('workspace_id', '=', ctx.scope.workspaceId).where('team_id', '=', teamId).execute()
  await sql`insert into team_member (workspace_id, team_id, user_id)
    select distinct ${ctx.scope.workspaceId}::uuid, ${teamId}::uuid, wanted.id from unnest(${[...userIds]}::text[]) as wanted(id)`.execute(ctx.db)
}

async function replaceChannels(ctx: Context, teamId: string, channelIds: readonly string[]): Promise<void> {
  await ctx.db.deleteFrom('team_channel').where('workspace_id', '=', ctx.scope.workspaceId).where('team_id', '=', teamId).execute()
  await sql`insert into team_channel (workspace_id, team_id, channel_id)
    select distinct ${ctx.scope.workspaceId}::uuid, ${teamId}::uuid, wanted.id from unnest(${[...channelIds]}::uuid[]) as wanted(id)`.execute(ctx.db)
}

async function refuseSameName(ctx: Context, asked: SaveTeamInput): Promise<void> {
  const other = await ctx.db.selectFrom('team').select('id').where('workspace_id', '=', ctx.scope.workspaceId).where('name', '=', asked.name).executeTakeFirst()
  if (!other || other.id === asked.id) return
  throw new Conflict({ ja: 'その名前のチームはすでにあります。', en: 'A team of that name exists already.' }, { teamId: other.id })
}

async function requireKnown(ctx: Context, asked: SaveTeamInput): Promise<void> {
  const { rows } = await sql<{ members: number; channels: number }>`
    select (select count(*)::int from member where workspace_id = ${ctx.scope.workspaceId} and user_id = any(${asked.memberIds}::text[])) as members,
      (select count(*)::int from channel where workspace_id = ${ctx.scope.workspaceId} and id = any(${asked.channelIds}::uuid[])) as channels`.execute(ctx.db)
  const { members, channels } = rows[0]!
  if (members === new Set(asked.memberIds).size && channels === new Set(asked.channelIds).size) return
  throw new InvalidInput({ ja: 'メンバーか接続が見つかりません。開き直して確認してください。', en: 'A member or a channel was not found. Open the page again.' })
}
