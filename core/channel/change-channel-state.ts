import type { Context } from '../context.ts'
import type { Sentence } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'

export interface ChannelStateChange {
  id: string
  state: 'connected' | 'limited' | 'needs_reconnect'
  reason: Sentence | null
}

/** What a poll or a send learnt of a channel. A paused channel stays paused; saying the same again is no event. */
export async function changeChannelState(ctx: Context, change: ChannelStateChange): Promise<void> {
  const reason = change.reason === null ? null : JSON.stringify(change.reason)
  const changed = await ctx.db.updateTable('channel')
    .set((eb) => ({ state: change.state, state_reason: reason, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', change.id)
    .where('state', '<>', change.state).where('state', '<>', 'paused')
    .returning('id').executeTakeFirst()
  if (changed) await appendEvent(ctx, { name: 'channel.state-changed', subject: { kind: 'channel', id: change.id }, data: { state: change.state } })
}
