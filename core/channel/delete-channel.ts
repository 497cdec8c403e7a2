import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { appendEvents } from '../event/append-events.ts'
import { sql } from 'kysely'
import { parseInput, requireAbility } from '../guard.ts'
import { ChannelIdInput } from './channel.ts'
import { lockChannel } from './lock-channel.ts'

/**
 * Forgets the credentials and stops listening and sending. What the channel brought stays, behind the wall that it had: that is
 * why its row stays too.
 */
export async function deleteChannel(ctx: Context, input: ChannelIdInput): Promise<void> {
  requireAbility(ctx, 'secrets')
  const { id, version } = parseInput(ChannelIdInput, input)
  const before = await lockChannel(ctx, id, version)
  await ctx.db.updateTable('channel')
    .set((eb) => ({
      deleted_at: sql<string>`app.now()`, state: 'paused', state_reason: null, credentials: null, app_id: null, cursor: null,
      poll_every_seconds: null, next_poll_at: null, quota_after: null, subscription_seen_at: null, test_event_at: null, version: eb('version', '+', 1),
    }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute()
  const cancelled = await ctx.db.updateTable('outbound_action').set((eb) => ({ state: 'cancelled', version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('channel_id', '=', id).where('state', 'in', ['held', 'due', 'missed'])
    .returning(['id', 'conversation_id']).execute()
  await appendEvents(ctx.db, ctx.scope.actor, cancelled.map((action) => ({
    workspaceId: ctx.scope.workspaceId, name: 'outbound-action.cancelled', subject: { kind: 'outbound-action', id: action.id }, conversationId: action.conversation_id,
    data: { why: 'channel-deleted' },
  })))
  await appendEvent(ctx, { name: 'channel.deleted', subject: { kind: 'channel', id }, data: { network: before.network, cancelled: cancelled.length }, detail: { name: before.name } })
}
