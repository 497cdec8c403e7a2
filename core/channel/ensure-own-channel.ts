import type { Context } from '../context.ts'
import { newId } from '../id.ts'

const names = { manual: '手入力', import: '過去データ' } as const

/** The channel of what no network brought: one a workspace, made when first needed, seen by everybody in it. */
export async function ensureOwnChannel(ctx: Context, network: keyof typeof names): Promise<string> {
  const { workspaceId } = ctx.scope
  await ctx.db.insertInto('channel').values({ workspace_id: workspaceId, id: newId(), network, external_id: network, name: names[network], app_id: null, handle: null, credentials: null, cursor: null, poll_every_seconds: null, state_reason: null, quota: null })
    .onConflict((conflict) => conflict.doNothing()).execute()
  const channel = await ctx.db.selectFrom('channel').select('id')
    .where('workspace_id', '=', workspaceId).where('network', '=', network).where('external_id', '=', network).executeTakeFirstOrThrow()
  return channel.id
}
