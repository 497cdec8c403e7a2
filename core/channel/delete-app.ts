import type { Context } from '../context.ts'
import { NotAllowedNow, NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { ChannelIdInput } from './channel.ts'

/** Its webhook address stops answering. Channels that stand on it are deleted first, by the person who means it. */
export async function deleteApp(ctx: Context, input: ChannelIdInput): Promise<void> {
  requireAbility(ctx, 'secrets')
  const { id } = parseInput(ChannelIdInput, input)
  const app = await ctx.db.selectFrom('app').select(['id', 'network', 'name']).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!app) throw new NotFound({ ja: 'アプリ', en: 'app' })
  const channels = await ctx.db.selectFrom('channel').select(['id', 'name']).where('workspace_id', '=', ctx.scope.workspaceId).where('app_id', '=', id).execute()
  if (channels.length > 0) {
    throw new NotAllowedNow('app_in_use', {
      ja: `このアプリを使う接続があります: ${channels.map((channel) => channel.name).join(', ')}。先に接続を削除してください。`,
      en: `Channels use this app: ${channels.map((channel) => channel.name).join(', ')}. Delete them first.`,
    })
  }
  await ctx.db.deleteFrom('app').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute()
  await appendEvent(ctx, { name: 'app.deleted', subject: { kind: 'app', id }, data: { network: app.network }, detail: { name: app.name } })
}
