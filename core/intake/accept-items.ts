import { sql } from 'kysely'
import type { SplitItem } from '../ports/connector.ts'
import type { Db } from '../tables.ts'

/** Where the items came from. `channels` maps the network's account ids to ours. */
export interface Source {
  workspaceId: string
  network: string
  appId: string | null
  /** The channel that was polled; null for a webhook, whose items name their account. */
  channelId: string | null
  channels: ReadonlyMap<string, string>
}

/**
 * Stores items in the intake, one row each; what is there already is left alone. An item for no connected channel is
 * kept under its app. One statement, so that a caller may commit it alone.
 * @returns how many rows are new.
 */
export async function acceptItems(db: Db, source: Source, items: readonly SplitItem[]): Promise<number> {
  if (items.length === 0) return 0
  const rows = items.map((item) => toRow(source, item))
  const inserted = await sql`
    insert into intake (workspace_id, source_id, app_id, channel_id, network, kind, dedupe_key, raw, urgent, account, received_at, next_attempt_at)
    select ${source.workspaceId}::uuid, source_id, ${source.appId}::uuid, channel_id, ${source.network}, kind, dedupe_key, raw, urgent, account, (select app.now()), (select app.now())
      from unnest(${rows.map((r) => r.sourceId)}::uuid[], ${rows.map((r) => r.channelId)}::uuid[], ${rows.map((r) => r.kind)}::text[],
                  ${rows.map((r) => r.dedupeKey)}::text[], ${rows.map((r) => r.raw)}::bytea[], ${rows.map((r) => r.urgent)}::boolean[], ${rows.map((r) => r.account)}::text[])
        as item (source_id, channel_id, kind, dedupe_key, raw, urgent, account)
    on conflict (workspace_id, source_id, kind, dedupe_key) do nothing`.execute(db)
  return Number(inserted.numAffectedRows ?? 0n)
}

/** A signed body that cannot be split is kept whole, parked, so that a person can look at it and replay it. */
export async function parkBody(db: Db, source: Source, dedupeKey: string, body: Uint8Array, reason: string): Promise<void> {
  await db.insertInto('intake').values({
    workspace_id: source.workspaceId, source_id: source.channelId ?? source.appId!, app_id: source.appId, channel_id: source.channelId,
    network: source.network, kind: 'body', dedupe_key: dedupeKey, raw: Buffer.from(body), state: 'parked', step: 'split', reason,
  }).onConflict((conflict) => conflict.doNothing()).execute()
}

function toRow(source: Source, item: SplitItem) {
  const channelId = item.channelExternalId === null ? source.channelId : (source.channels.get(item.channelExternalId) ?? null)
  return {
    channelId,
    account: channelId === null ? item.channelExternalId : null,
    sourceId: channelId ?? source.appId!,
    kind: item.kind,
    dedupeKey: item.dedupeKey,
    raw: Buffer.from(JSON.stringify(item.raw)),
    urgent: item.urgent ?? false,
  }
}
