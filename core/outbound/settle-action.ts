import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { replyOffer } from '../conversation/reply-offer.ts'
import { NotAllowedNow } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { maxIdBytes } from '../text.ts'
import { actionView, requireActionVersion } from './action-views.ts'
import { dropAction } from './cancel-action.ts'
import { SettleActionInput, type OutboundActionView, type OutboundState } from './outbound.ts'
import { recordOutcome, type ActionRow } from './record-outcome.ts'
import { refreshTrouble } from './refresh-trouble.ts'
import { takeReplyToken } from './reply-token.ts'
import { lockVisibleAction } from './visible-action.ts'

const open: readonly OutboundState[] = ['unknown', 'failed', 'missed']

/** A person has looked at the network and says what is true of a message that did not simply go out. */
export async function settleAction(ctx: Context, input: SettleActionInput): Promise<OutboundActionView> {
  requireAbility(ctx, 'answer')
  const asked = parseInput(SettleActionInput, input)
  const action = await lockVisibleAction(ctx, asked.id)
  if (!open.includes(action.state)) throw new NotAllowedNow('settled', { ja: 'この送信はすでに決着しています。', en: 'This message is settled already.' }, { state: action.state })
  await requireActionVersion(ctx, asked.version, action)
  await appendEvent(ctx, {
    name: 'outbound-action.settled-by-hand', subject: { kind: 'outbound-action', id: action.id }, conversationId: action.conversation_id,
    data: { verdict: asked.verdict, from: action.state },
  })
  if (asked.verdict === 'drop') await dropAction(ctx, action)
  else if (asked.verdict === 'it-is-there') await saySent(ctx, action, asked.url ?? null)
  else await sendAgain(ctx, action)
  return actionView(ctx, action.id)
}

async function saySent(ctx: Context, action: ActionRow, url: string | null): Promise<void> {
  await recordOutcome(ctx, { id: action.id, fence: null, from: open }, { kind: 'done', externalId: url === null ? null : idIn(url), url })
}

/** Networks end a post's address with its id. */
function idIn(url: string): string | null {
  const id = decodeURIComponent(new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? '')
  return id !== '' && Buffer.byteLength(id) <= maxIdBytes ? id : null
}

/**
 * Due at once, whatever its first time was. Where the network knows the key, the same key goes along for as long as it is
 * remembered: then even a mistaken verdict cannot post twice.
 */
async function sendAgain(ctx: Context, action: ActionRow): Promise<void> {
  const way = await wayAgain(ctx, action)
  const keeps = way.operation === action.operation && (way.idempotency === 'key' || way.idempotency === 'deterministic')
  await ctx.db.updateTable('outbound_action')
    .set((eb) => ({
      state: 'due', due_at: sql<string>`app.now()`, late_from: null, ambiguous_since: null, reconcile_at: null, reconcile_misses: 0, problem: null, handle: null,
      operation: way.operation, idempotency: way.idempotency, target: JSON.stringify(way.target),
      idempotency_key: keeps ? sql<string>`case when intent_at is null or intent_at > app.now() - interval '23 hours' then idempotency_key else ${randomUUID()}::uuid end` : randomUUID(),
      version: eb('version', '+', 1),
    }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', action.id).execute()
  await refreshTrouble(ctx, action.conversation_id)
  await appendEvent(ctx, { name: 'outbound-action.due', subject: { kind: 'outbound-action', id: action.id }, conversationId: action.conversation_id, data: { operation: way.operation } })
}

type Way = Pick<ActionRow, 'operation' | 'idempotency' | 'target'>

/** A free reply token serves once and for a minute; what went by one is planned anew, the rest goes as it was meant. */
async function wayAgain(ctx: Context, action: ActionRow): Promise<Way> {
  const { replyToken, replyTokenExpiresAt: _, ...target } = action.target
  if (replyToken === undefined || action.conversation_id === null) return action
  const offer = await replyOffer(ctx, action.conversation_id)
  const operation = offer.operation === null ? undefined : ctx.ports.connectors.get(action.network)?.operations[offer.operation]
  if (!offer.possible || !operation) throw new NotAllowedNow('not_possible', offer.words, { offer })
  const token = offer.free ? await takeReplyToken(ctx, action.conversation_id) : {}
  return { operation: offer.operation!, idempotency: operation.idempotency, target: { ...target, ...token } }
}
