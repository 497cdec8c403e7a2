import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { Conflict, NotAllowedNow, NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { teamViews } from './team-views.ts'
import { DeleteTeamInput } from './team.ts'

/** Its work goes back to nobody. A team that channels are kept for is not deleted: the channels would lie open to all. */
export async function deleteTeam(ctx: Context, input: DeleteTeamInput): Promise<void> {
  requireAbility(ctx, 'team')
  const { id, version } = parseInput(DeleteTeamInput, input)
  const [team] = await teamViews(ctx, id)
  if (!team) throw new NotFound({ ja: 'チーム', en: 'team' })
  if (version !== undefined && version !== team.version) throw new Conflict(undefined, { current: team })
  if (team.channelIds.length > 0) {
    throw new NotAllowedNow('team_has_channels', {
      ja: 'このチームだけが見られる接続があります。先に接続の公開範囲を変えてください。',
      en: 'Channels are kept for this team. Change who sees them first.',
    }, { channelIds: team.channelIds })
  }
  await returnWork(ctx, id)
  await ctx.db.deleteFrom('team').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute()
  await appendEvent(ctx, { name: 'team.deleted', subject: { kind: 'team', id }, data: { memberIds: team.memberIds }, detail: { name: team.name } })
}

async function returnWork(ctx: Context, teamId: string): Promise<void> {
  for (const table of ['conversation', 'ticket', 'lead'] as const) {
    await sql`update ${sql.table(table)} set team_id = null, version = version + 1 where workspace_id = ${ctx.scope.workspaceId} and team_id = ${teamId}`.execute(ctx.db)
  }
}
