import { sql } from 'kysely'
import { storeQuota } from '../../core/channel/store-quota.ts'
import type { ActionRow } from '../../core/outbound/record-outcome.ts'
import { openAction, within } from './attempt.ts'
import type { Publish } from './ports.ts'

/**
 * What is left of the month's metered messages, once one may have been used: counted on for a minute, then asked of the
 * network. It stands behind the record of the send, and its failure changes nothing.
 */
export async function noteQuota(publish: Publish, action: ActionRow, used: boolean): Promise<void> {
  const connector = publish.ports.connectors.get(action.network)
  if (!connector?.quota || action.target['replyToken'] !== undefined) return
  try {
    if (used && await countOn(publish, action)) return
    const access = await openAction(publish, action)
    if ('kind' in access) return
    const quota = await within(access, (open) => connector.quota!(open), () => null)
    if (quota === null) return
    await storeQuota(publish.db, action.channel_id, quota)
  } catch (error) {
    publish.log.warn({ channel: action.channel_id, error: String(error) }, 'the quota could not be read')
  }
}

async function countOn(publish: Publish, action: ActionRow): Promise<boolean> {
  const counted = await sql`
    update channel set quota = jsonb_set(quota, '{used}', to_jsonb((quota->>'used')::int + 1))
     where id = ${action.channel_id} and (quota->>'at')::timestamptz > app.now() - interval '1 minute'`.execute(publish.db)
  return counted.numAffectedRows === 1n
}
