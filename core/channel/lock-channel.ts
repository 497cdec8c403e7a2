import type { Selectable } from 'kysely'
import { Conflict, NotFound } from '../errors.ts'
import type { Context } from '../context.ts'
import type { Tables } from '../tables.ts'

/** @throws NotFound also behind a wall and for a deleted one; Conflict when the person saw an older version */
export async function lockChannel(ctx: Context, id: string, version: number | undefined): Promise<Selectable<Tables['channel']>> {
  const { channels, workspaceId } = ctx.scope
  const row = await ctx.db.selectFrom('channel').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).where('deleted_at', 'is', null).forUpdate().executeTakeFirst()
  if (!row || (channels !== 'all' && !channels.includes(id))) throw new NotFound({ ja: '接続', en: 'channel' })
  if (version !== undefined && version !== row.version) throw new Conflict(undefined, { current: { id, version: row.version, name: row.name, state: row.state } })
  return row
}
