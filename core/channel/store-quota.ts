import { sql } from 'kysely'
import type { Db } from '../tables.ts'

/** What the network said of this month's metered messages, with the database's time. */
export async function storeQuota(db: Db, channelId: string, quota: { used: number; limit: number | null }): Promise<void> {
  await sql`
    update channel set quota = jsonb_build_object('used', ${quota.used}::int, 'limit', ${quota.limit}::int,
           'at', to_char(app.now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
     where id = ${channelId}`.execute(db)
}
