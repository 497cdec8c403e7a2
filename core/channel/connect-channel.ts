import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { Conflict, InvalidInput } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import type { CheckResult, Connector } from '../ports/connector.ts'
import { ConnectChannelInput, type Addresses, type ChannelView } from './channel.ts'
import { channelViews } from './list-channels.ts'
import { connectorFor, readFields } from './read-fields.ts'

/**
 * Connects the account that the network itself named for these credentials. An account that was deleted here before comes back
 * as the channel that it was, with its history and its wall.
 * @param checked what the connector's `check` answered to exactly these credentials; a verb asks no network
 */
export async function connectChannel(ctx: Context, input: Partial<ConnectChannelInput> & { network: string }, checked: CheckResult, addresses: Addresses): Promise<ChannelView> {
  requireAbility(ctx, 'secrets')
  const asked = parseInput(ConnectChannelInput, input)
  const connector = connectorFor(ctx, asked.network)
  const credentials = readFields(connector.channelFields, { ...asked.config, ...asked.credentials })
  await requireApp(ctx, asked, connector)
  const known = await ctx.db.selectFrom('channel').select(['id', 'deleted_at']).where('workspace_id', '=', ctx.scope.workspaceId)
    .where('network', '=', asked.network).where('external_id', '=', checked.externalId).forUpdate().executeTakeFirst()
  if (known && known.deleted_at === null) {
    throw new Conflict({ ja: 'このアカウントはすでに接続されています。', en: 'This account is connected already.' }, { channelId: known.id })
  }
  const id = known?.id ?? newId()
  const facts = factsOf(ctx, id, asked, connector, credentials, checked)
  if (known) await ctx.db.updateTable('channel').set((eb) => ({ ...facts, deleted_at: null, version: eb('version', '+', 1) })).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute()
  else await ctx.db.insertInto('channel').values({ workspace_id: ctx.scope.workspaceId, id, network: asked.network, external_id: checked.externalId, cursor: null, quota: null, ...facts }).execute()
  await appendEvent(ctx, {
    name: 'channel.connected', subject: { kind: 'channel', id }, data: { network: asked.network, appId: asked.appId ?? null, again: known !== undefined }, detail: { name: facts.name },
  })
  return (await channelViews(ctx, addresses, id))[0]!
}

function factsOf(ctx: Context, id: string, asked: ConnectChannelInput, connector: Connector, credentials: Record<string, string>, checked: CheckResult) {
  const secretKeys = new Set(connector.channelFields.filter((field) => field.secret).map((field) => field.key))
  const open = Object.entries(credentials).filter(([key]) => !secretKeys.has(key))
  const now = sql<string>`app.now()`
  return {
    app_id: asked.appId ?? null,
    name: asked.name ?? checked.name,
    handle: checked.handle,
    state: checked.limited ? ('limited' as const) : ('connected' as const),
    state_reason: checked.limited ? JSON.stringify(checked.limited) : null,
    config: JSON.stringify({ ...asked.config, ...Object.fromEntries(open) }),
    credentials: ctx.ports.seal(JSON.stringify(credentials), { workspaceId: ctx.scope.workspaceId, rowId: id, network: asked.network, column: 'credentials' }),
    poll_every_seconds: connector.intake.polls ? (asked.pollEverySeconds ?? connector.intake.pollEverySeconds ?? 60) : null,
    next_poll_at: connector.intake.polls ? now : null,
    quota_after: connector.quota ? now : null,
    poll_failures: 0,
    subscription_seen_at: checked.subscribed === true ? now : null,
  }
}

async function requireApp(ctx: Context, asked: ConnectChannelInput, connector: Connector): Promise<void> {
  if (asked.appId === undefined) {
    // Without polling, what a network sends arrives by the app's address alone.
    if (connector.intake.polls) return
    throw new InvalidInput({ ja: '先にアプリを登録し、選択してください。', en: 'Register the app first, then choose it.' }, { issues: [{ path: 'appId', code: 'required' }] })
  }
  const app = await ctx.db.selectFrom('app').select('id').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', asked.appId).where('network', '=', asked.network).executeTakeFirst()
  if (!app) throw new InvalidInput({ ja: 'そのアプリはこのネットワークのものではありません。', en: 'That app is not of this network.' }, { issues: [{ path: 'appId', code: 'unknown' }] })
}
