import { sql } from 'kysely'
import { acceptItems } from '../core/intake/accept-items.ts'
import { ListenFailure, type ListenPage } from '../core/ports/connector.ts'
import type { Db } from '../core/tables.ts'
import type { DueChannel } from './due.ts'

/** One intake row an item, and the cursor, in one transaction: a crash repeats work, it never loses any. @returns new rows. */
export function acceptPage(db: Db, channel: DueChannel, page: ListenPage): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const held = await sql`
      update channel set cursor = ${page.cursor}, last_polled_at = app.now(), poll_lease_until = app.now() + interval '120 seconds'
       where id = ${channel.id} and poll_fence = ${channel.poll_fence}`.execute(transaction)
    if (held.numAffectedRows !== 1n) throw new ListenFailure('another process has taken this channel over', { kind: 'retry', afterMs: 0 })
    const source = {
      workspaceId: channel.workspace_id, network: channel.network, appId: channel.app_id, channelId: channel.id, channels: new Map([[channel.external_id, channel.id]]),
    }
    return acceptItems(transaction, source, page.items)
  })
}
