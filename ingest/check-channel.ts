import { openAccess } from '../core/channel/open-access.ts'
import { storeQuota } from '../core/channel/store-quota.ts'
import { changeChannelState } from '../core/channel/change-channel-state.ts'
import type { Scope } from '../core/context.ts'
import { NotAllowedNow, NotFound, Unavailable } from '../core/errors.ts'
import type { Access, CheckResult } from '../core/ports/connector.ts'
import { ListenFailure } from '../core/ports/connector.ts'
import type { Ingest } from './ports.ts'

export interface NewCredentials {
  workspaceId: string
  network: string
  appId: string | null
  credentials: Record<string, string>
  config: Record<string, unknown>
}

const deadlineMs = 15_000

/** Asks the network who these credentials are, before anything is stored. */
export async function checkCredentials(ingest: Ingest, given: NewCredentials): Promise<CheckResult> {
  const app = given.appId === null ? null
    : await ingest.db.selectFrom('app').select(['id', 'secrets']).where('workspace_id', '=', given.workspaceId).where('id', '=', given.appId).executeTakeFirst()
  if (given.appId !== null && !app) throw new NotFound({ ja: 'アプリ', en: 'app' })
  const shared = app ? ingest.secrets.open(app.secrets, { workspaceId: given.workspaceId, rowId: app.id, network: given.network, column: 'secrets' }) : '{}'
  return ask(ingest, given.network, {
    channel: { id: '', network: given.network, externalId: '', handle: null, config: given.config },
    credentials: { ...(JSON.parse(shared) as Record<string, string>), ...given.credentials },
    outbound: ingest.outbound, baseUrls: ingest.baseUrls[given.network] ?? {}, signal: AbortSignal.timeout(deadlineMs),
  })
}

/** The round trip of a connected channel: the credentials still hold, and the network says whether it sends to us. */
export async function checkChannel(ingest: Ingest, scope: Scope, channelId: string): Promise<void> {
  const channel = await ingest.db.selectFrom('channel').selectAll().where('workspace_id', '=', scope.workspaceId).where('id', '=', channelId).executeTakeFirst()
  if (!channel) throw new NotFound({ ja: '接続', en: 'channel' })
  const access = await openAccess(ingest, channel, AbortSignal.timeout(deadlineMs))
  const inScope = (change: Parameters<typeof changeChannelState>[1]) =>
    ingest.asSystem((db) => ingest.withinWorkspace(db, scope, (ctx) => changeChannelState(ctx, change)))
  try {
    const found = await ask(ingest, channel.network, access)
    if (found.subscribed) await ingest.db.updateTable('channel').set((eb) => ({ subscription_seen_at: eb.fn('app.now') })).where('id', '=', channelId).execute()
    const limited = found.limited ?? (found.subscribed === false ? notSubscribed : null)
    await inScope({ id: channelId, state: limited ? 'limited' : 'connected', reason: limited })
    await noteQuota(ingest, channel.id, channel.network, access)
  } catch (error) {
    if (error instanceof NotAllowedNow && error.code === 'credentials_refused') await inScope({ id: channelId, state: 'needs_reconnect', reason: error.sentence })
    throw error
  }
}

const notSubscribed = {
  ja: 'ネットワークはまだこのアドレスに配信していません。Webhook の URL を登録してください。',
  en: 'The network does not send to this address yet. Register the webhook address there.',
}

async function ask(ingest: Ingest, network: string, access: Access): Promise<CheckResult> {
  const connector = ingest.connectors.get(network)
  if (!connector) throw new NotFound({ ja: 'ネットワーク', en: 'network' })
  try {
    return await connector.check(access)
  } catch (error) {
    if (error instanceof ListenFailure && error.next.kind === 'reconnect') {
      throw new NotAllowedNow('credentials_refused', {
        ja: `ネットワークが資格情報を受け付けませんでした（${error.message}）。値を確認してください。`, en: `The network refused these credentials (${error.message}). Check the values.`,
      })
    }
    // Waiting does not help here; the connector knows what would.
    if (error instanceof ListenFailure && error.next.kind === 'limited') throw new NotAllowedNow('network_refused', error.next.words)
    const why = error instanceof ListenFailure ? error.message : 'unexpected'
    throw new Unavailable({ ja: `ネットワークに確認できませんでした（${why}）。少し待って再試行してください。`, en: `The network could not be asked (${why}). Wait a little and try again.` }, { cause: error })
  }
}

async function noteQuota(ingest: Ingest, channelId: string, network: string, access: Access): Promise<void> {
  const quota = await ingest.connectors.get(network)?.quota?.(access).catch(() => null)
  if (quota) await storeQuota(ingest.db, channelId, quota)
}
