import { isoOrNull } from '../clock.ts'
import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'
import type { Addresses, AppView } from './channel.ts'

export async function listApps(ctx: Context, addresses: Addresses): Promise<AppView[]> {
  requireAbility(ctx, 'channels')
  return appViews(ctx, addresses)
}

export async function appViews(ctx: Context, addresses: Addresses, id?: string): Promise<AppView[]> {
  const rows = await ctx.db.selectFrom('app').select(['id', 'version', 'network', 'name', 'key', 'last_event_at'])
    .where('workspace_id', '=', ctx.scope.workspaceId).$if(id !== undefined, (query) => query.where('id', '=', id!)).orderBy('created_at').execute()
  return rows.map((row) => ({
    id: row.id, version: row.version, network: row.network, name: row.name,
    webhookUrl: webhookUrl(addresses, row.network, row.key), lastEventAt: isoOrNull(row.last_event_at),
  }))
}

export function webhookUrl({ publicUrl }: Addresses, network: string, key: string): string {
  return new URL(`/webhooks/${network}/${key}`, publicUrl).href
}
