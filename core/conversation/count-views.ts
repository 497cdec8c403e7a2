import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'
import { inboxViews, type InboxCounts } from './conversation.ts'
import { inInbox } from './inbox-filter.ts'
import { countLimit } from './list-inbox.ts'

/** How many stand in each view, in one statement. 10,001 means more than 10,000. */
export async function countInboxViews(ctx: Context): Promise<InboxCounts> {
  requireAbility(ctx, 'read')
  const counts = inboxViews.map((view) =>
    sql`(select count(*)::int from (select from conversation where ${inInbox(ctx.scope, { view })} limit ${countLimit + 1}) counted) as ${sql.id(view)}`)
  const { rows } = await sql<InboxCounts>`select ${sql.join(counts)}`.execute(ctx.db)
  return rows[0]!
}
