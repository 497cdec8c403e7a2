import { sql } from 'kysely'
import { openAccess } from '../core/channel/open-access.ts'
import { storeQuota } from '../core/channel/store-quota.ts'
import type { DueChannel } from './due.ts'
import type { Ingest } from './ports.ts'

/** Asks hourly what is left of a month's metered messages, so that a composer can say it before anybody sends. @returns how many were asked. */
export async function refreshQuotas(ingest: Ingest, signal: AbortSignal): Promise<number> {
  const { rows } = await sql<DueChannel>`
    update channel set quota_after = app.now() + interval '1 hour'
     where id in (select id from channel where quota_after <= app.now() and state <> 'paused' order by quota_after limit 10 for update skip locked)
    returning *`.execute(ingest.db)
  await Promise.all(rows.map((channel) => refresh(ingest, channel, signal)))
  return rows.length
}

async function refresh(ingest: Ingest, channel: DueChannel, signal: AbortSignal): Promise<void> {
  try {
    const quota = await ingest.connectors.get(channel.network)?.quota?.(await openAccess(ingest, channel, signal))
    if (quota) await storeQuota(ingest.db, channel.id, quota)
  } catch (error) {
    ingest.log.warn({ channel: channel.id, error: String(error) }, 'the quota could not be read')
  }
}
