import { sql } from 'kysely'
import { isoOrNull } from '../clock.ts'
import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { ChannelIdInput, type Addresses, type ChannelView } from './channel.ts'
import { webhookUrl } from './list-apps.ts'

/** The channels that the person sees, with what proves that they work. */
export async function listChannels(ctx: Context, addresses: Addresses): Promise<ChannelView[]> {
  requireAbility(ctx, 'read')
  return channelViews(ctx, addresses)
}

export async function readChannel(ctx: Context, input: ChannelIdInput, addresses: Addresses): Promise<ChannelView> {
  requireAbility(ctx, 'read')
  const { id } = parseInput(ChannelIdInput, input)
  const [view] = await channelViews(ctx, addresses, id)
  if (!view) throw new NotFound({ ja: '接続', en: 'channel' })
  return view
}

export async function channelViews(ctx: Context, addresses: Addresses, id?: string): Promise<ChannelView[]> {
  const { workspaceId, channels } = ctx.scope
  const { rows } = await sql<StoredChannel>`
    select c.id, c.version, c.network, c.name, c.handle, c.external_id, c.state, c.state_reason, c.app_id, a.key, c.poll_every_seconds,
      c.last_polled_at, c.last_event_at, c.subscription_seen_at, c.test_event_at, c.quota,
      array(select team_id::text from team_channel t where t.workspace_id = c.workspace_id and t.channel_id = c.id order by 1) as team_ids,
      (select coalesce(sum(r.mentions), 0)::int from rollup r where r.workspace_id = c.workspace_id and r.channel_id = c.id and r.hour > app.now() - interval '24 hours') as mentions_today,
      (select count(*)::int from intake i where i.workspace_id = c.workspace_id and i.channel_id = c.id and i.state = 'parked') as parked
    from channel c
    left join app a on a.id = c.app_id
    where c.workspace_id = ${workspaceId} and c.deleted_at is null and (${id ?? null}::uuid is null or c.id = ${id ?? null}::uuid)
      and ${channels === 'all' ? sql`true` : sql`c.id = any(${[...channels]}::uuid[])`}
    order by c.network, c.name, c.id`.execute(ctx.db)
  return rows.map((row) => toView(row, addresses))
}

interface StoredChannel {
  id: string
  version: number
  network: string
  name: string
  handle: string | null
  external_id: string
  state: ChannelView['state']
  state_reason: ChannelView['stateReason']
  app_id: string | null
  key: string | null
  poll_every_seconds: number | null
  last_polled_at: Date | null
  last_event_at: Date | null
  subscription_seen_at: Date | null
  test_event_at: Date | null
  quota: ChannelView['quota']
  team_ids: string[]
  mentions_today: number
  parked: number
}

function toView(row: StoredChannel, addresses: Addresses): ChannelView {
  return {
    id: row.id,
    version: row.version,
    network: row.network,
    name: row.name,
    handle: row.handle,
    externalId: row.external_id,
    state: row.state,
    stateReason: row.state_reason,
    appId: row.app_id,
    webhookUrl: row.key === null ? null : webhookUrl(addresses, row.network, row.key),
    teamIds: row.team_ids,
    pollEverySeconds: row.poll_every_seconds,
    lastPolledAt: isoOrNull(row.last_polled_at),
    lastEventAt: isoOrNull(row.last_event_at),
    subscriptionSeenAt: isoOrNull(row.subscription_seen_at),
    testEventAt: isoOrNull(row.test_event_at),
    quota: row.quota,
    mentionsToday: row.mentions_today,
    parked: row.parked,
  }
}
