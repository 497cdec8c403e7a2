import type { Context } from '../context.ts'
import { NotAllowedNow } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { actionView, requireActionVersion } from './action-views.ts'
import { giveBackReplyToken } from './reply-token.ts'
import { CancelActionInput, type OutboundActionView } from './outbound.ts'
import type { ActionRow } from './record-outcome.ts'
import { refreshTrouble } from './refresh-trouble.ts'
import { lockVisibleAction } from './visible-action.ts'

/** Takes a message back that has not left: within the seconds of undo, or while it waits for the network. */
export async function cancelAction(ctx: Context, input: CancelActionInput): Promise<OutboundActionView> {
  requireAbility(ctx, 'answer')
  const asked = parseInput(CancelActionInput, input)
  const action = await lockVisibleAction(ctx, asked.id)
  if (action.state === 'cancelled') return actionView(ctx, action.id)
  refuseLeft(action)
  await requireActionVersion(ctx, asked.version, action)
  await dropAction(ctx, action)
  return actionView(ctx, action.id)
}

export async function dropAction(ctx: Context, action: ActionRow): Promise<void> {
  await ctx.db.updateTable('outbound_action').set((eb) => ({ state: 'cancelled', reconcile_at: null, lease_until: null, version: eb('version', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', action.id).execute()
  if (action.attempts === 0) await giveBackReplyToken(ctx, action)
  await refreshTrouble(ctx, action.conversation_id)
  await appendEvent(ctx, {
    name: 'outbound-action.cancelled', subject: { kind: 'outbound-action', id: action.id }, conversationId: action.conversation_id, data: { from: action.state },
  })
}

function refuseLeft(action: ActionRow): void {
  const waits = action.state === 'due' || action.state === 'held'
  if (waits && action.ambiguous_since === null) return
  if (action.state === 'done') throw new NotAllowedNow('already_sent', { ja: 'すでに送信されました。', en: 'It has already been sent.' })
  if (waits || action.state === 'sending') throw new NotAllowedNow('being_sent', { ja: '送信を始めたため、取り消せません。', en: 'It is on its way and cannot be taken back.' })
  throw new NotAllowedNow('needs_verdict', { ja: 'すでに送信を試みています。会話を開き、この返信をどうするか選んでください。', en: 'Sending was tried already. Open the conversation and choose what becomes of this reply.' })
}
