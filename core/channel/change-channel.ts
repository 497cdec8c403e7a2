import { sql, type Selectable } from 'kysely'
import type { Context } from '../context.ts'
import { InvalidInput } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import type { CheckResult } from '../ports/connector.ts'
import type { Tables } from '../tables.ts'
import { requireTeams } from '../team/require-member.ts'
import { ChangeChannelInput, type Addresses, type ChannelView } from './channel.ts'
import { channelViews } from './list-channels.ts'
import { lockChannel } from './lock-channel.ts'
import { connectorFor, readFields } from './read-fields.ts'

/** @param checked needed with new credentials: what the network answered to them */
export async function changeChannel(ctx: Context, input: ChangeChannelInput, addresses: Addresses, checked: CheckResult | null = null): Promise<ChannelView> {
  requireAbility(ctx, 'channels')
  const asked = parseInput(ChangeChannelInput, input)
  // Who sees a channel is the team's wall, and secrets are secrets: each asks for its own right.
  if (asked.teamIds !== undefined) requireAbility(ctx, 'team')
  if (asked.credentials !== undefined) requireAbility(ctx, 'secrets')
  const before = await lockChannel(ctx, asked.id, asked.version)
  const { name, paused, pollEverySeconds, teamIds, credentials } = asked
  const changed = Object.entries({ name, paused, pollEverySeconds, teamIds, credentials }).filter(([, value]) => value !== undefined).map(([key]) => key)
  if (changed.length === 0) return (await channelViews(ctx, addresses, asked.id))[0]!
  await ctx.db.updateTable('channel')
    .set((eb) => ({
      ...(name !== undefined && { name }),
      ...(pollEverySeconds !== undefined && before.poll_every_seconds !== null && { poll_every_seconds: pollEverySeconds, next_poll_at: sql<string>`app.now()` }),
      ...(paused !== undefined && pausing(before, paused)),
      ...(credentials !== undefined && renewed(ctx, before, credentials, checked)),
      version: eb('version', '+', 1),
    }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', asked.id).execute()
  if (teamIds !== undefined) await buildWall(ctx, asked.id, teamIds)
  await appendEvent(ctx, {
    name: 'channel.changed', subject: { kind: 'channel', id: asked.id },
    data: { changed, ...(paused !== undefined && { paused }), ...(teamIds && { teamIds }) }, detail: { ...(name && { name }) },
  })
  return (await channelViews(ctx, addresses, asked.id))[0]!
}

type StoredChannel = Selectable<Tables['channel']>

function pausing(before: StoredChannel, paused: boolean) {
  if (paused) return { state: 'paused' as const, state_reason: null }
  return before.state === 'paused' ? { state: 'connected' as const, state_reason: null, ...(before.poll_every_seconds !== null && { next_poll_at: sql<string>`app.now()` }) } : {}
}

function renewed(ctx: Context, before: StoredChannel, given: Record<string, string>, checked: CheckResult | null) {
  const credentials = readFields(connectorFor(ctx, before.network).channelFields, given)
  if (checked?.externalId !== before.external_id) {
    throw new InvalidInput({ ja: 'この資格情報は別のアカウントのものです。', en: 'These credentials belong to another account.' })
  }
  return {
    credentials: ctx.ports.seal(JSON.stringify(credentials), { workspaceId: ctx.scope.workspaceId, rowId: before.id, network: before.network, column: 'credentials' }),
    handle: checked.handle,
    state: checked.limited ? ('limited' as const) : ('connected' as const),
    state_reason: checked.limited ? JSON.stringify(checked.limited) : null,
    poll_failures: 0,
    ...(before.poll_every_seconds !== null && { next_poll_at: sql<string>`app.now()` }),
  }
}

async function buildWall(ctx: Context, channelId: string, teamIds: readonly string[]): Promise<void> {
  await requireTeams(ctx, teamIds)
  await ctx.db.deleteFrom('team_channel').where('workspace_id', '=', ctx.scope.workspaceId).where('channel_id', '=', channelId).execute()
  if (teamIds.length === 0) return
  await ctx.db.insertInto('team_channel').values([...new Set(teamIds)].map((teamId) => ({ workspace_id: ctx.scope.workspaceId, team_id: teamId, channel_id: channelId }))).execute()
}
