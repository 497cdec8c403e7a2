import type { Selectable } from 'kysely'
import type { Access } from '../ports/connector.ts'
import type { OutboundFetch } from '../ports/outbound-fetch.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Db, Tables } from '../tables.ts'

/** What opens a channel; held by ingest and publish, by no route. */
export interface Keys {
  db: Db
  secrets: Secrets
  outbound: OutboundFetch
  baseUrls: Record<string, Record<string, string>>
}

/** Opens a channel's credentials, with its app's beside them, for the length of one poll or send. Throws `SecretUnreadable`. */
export async function openAccess(keys: Keys, channel: Selectable<Tables['channel']>, signal: AbortSignal): Promise<Access> {
  const { workspace_id: workspaceId, network } = channel
  const app = channel.app_id === null ? null
    : await keys.db.selectFrom('app').select(['id', 'secrets']).where('workspace_id', '=', workspaceId).where('id', '=', channel.app_id).executeTakeFirst()
  const own = channel.credentials === null ? '{}' : keys.secrets.open(channel.credentials, { workspaceId, rowId: channel.id, network, column: 'credentials' })
  const shared = app ? keys.secrets.open(app.secrets, { workspaceId, rowId: app.id, network, column: 'secrets' }) : '{}'
  return {
    channel: { id: channel.id, network, externalId: channel.external_id, handle: channel.handle, config: channel.config },
    credentials: { ...(JSON.parse(shared) as Record<string, string>), ...(JSON.parse(own) as Record<string, string>) },
    outbound: keys.outbound,
    baseUrls: keys.baseUrls[network] ?? {},
    signal,
  }
}
