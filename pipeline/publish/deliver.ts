import { setTimeout as wait } from 'node:timers/promises'
import { changeChannelState } from '../../core/channel/change-channel-state.ts'
import { systemScope } from '../../core/context.ts'
import { recordOutcome, type ActionRow, type Outcome } from '../../core/outbound/record-outcome.ts'
import { reconnectFirst, replyTokenExpired, retryLater } from '../../core/outbound/problems.ts'
import type { SendAnswer } from '../../core/ports/connector.ts'
import { atLeast, exponential, reconnectRetry } from '../../core/retry.ts'
import { attemptSend, operationOf } from './attempt.ts'
import { noteQuota } from './note-quota.ts'
import type { Publish } from './ports.ts'

const longestWaitMs = 24 * 3_600_000
/** Where the network has not said when to come back. */
const backoff = atLeast(5_000, exponential({ firstMs: 15_000, capMs: 900_000 }))
/** A resend under the same key is harmless, and still no reason to hammer. */
const resend = atLeast(5_000, exponential({ firstMs: 10_000, capMs: 120_000 }))

/** Sends a claimed action once, outside any transaction, and does one thing for each kind of answer. */
export async function deliver(publish: Publish, action: ActionRow): Promise<void> {
  publish.failPoint('publish-claimed')
  await sendAndRecord(publish, action)
  publish.failPoint('publish-recorded')
}

export async function sendAndRecord(publish: Publish, action: ActionRow): Promise<void> {
  const answer = await attemptSend(publish, action)
  publish.failPoint('publish-sent')
  await record(publish, action, outcomeOf(publish, action, answer), answer.kind === 'reconnect' ? answer.reason : null)
  if (answer.kind === 'done' || answer.kind === 'rejected') await noteQuota(publish, action, answer.kind === 'done')
}

function outcomeOf(publish: Publish, action: ActionRow, answer: SendAnswer): Outcome {
  switch (answer.kind) {
    case 'done':
      return { kind: 'done', externalId: answer.externalId, url: answer.url }
    case 'accepted':
      return { kind: 'accepted', handle: answer.handle, lookAfterMs: 10_000 }
    case 'retry': {
      const limited = answer.limited === true
      const wait = limited ? answer.afterMs : Math.max(answer.afterMs, backoff(action.attempts))
      const afterMs = Math.min(Math.max(Number.isFinite(wait) ? wait : 0, 1_000), longestWaitMs)
      return { kind: 'again', afterMs, limited, cleared: false, reason: answer.reason, problem: retryLater(answer.reason, limited) }
    }
    case 'reconnect':
      return { kind: 'held', problem: reconnectFirst(answer.reason), reason: answer.reason }
    case 'rejected':
      return { kind: 'failed', problem: answer.code === replyTokenExpired.code ? replyTokenExpired : { code: answer.code, words: answer.words } }
    case 'ambiguous':
      return { kind: 'ambiguous', reason: answer.reason, lookAfterMs: lookAfterMs(publish, action) }
  }
}

/** By class: when looking, or sending the same again, can tell something. */
function lookAfterMs(publish: Publish, action: ActionRow): number {
  if (action.idempotency === 'none') return 0
  if (action.idempotency === 'key' || action.idempotency === 'deterministic') return resend(action.attempts)
  return Math.max(publish.leases.settleSeconds * 1000, operationOf(publish, action)?.settleMs ?? 0)
}

/** A word that does not reach the database in three tries is lost; the action stays `sending`, and `reconcile.ts` decides. */
export async function record(publish: Publish, action: ActionRow, outcome: Outcome, reconnect: string | null = null): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const mine = await write(publish, action, outcome, reconnect)
      if (!mine) publish.log.warn({ action: action.id, fence: action.fence, said: outcome.kind }, 'another hand has settled this action; the late word is dropped')
      return
    } catch (error) {
      publish.log.warn({ action: action.id, said: outcome.kind, tries, error: String(error) }, 'an outcome could not be recorded')
      if (tries === 3) return
      await wait(reconnectRetry(tries))
    }
  }
}

function write(publish: Publish, action: ActionRow, outcome: Outcome, reconnect: string | null): Promise<boolean> {
  return publish.asSystem((db) => publish.withinWorkspace(db, systemScope(action.workspace_id, 'publish'), async (ctx) => {
    const mine = await recordOutcome(ctx, { id: action.id, fence: action.fence, from: ['sending'] }, outcome)
    if (mine && reconnect !== null) {
      await changeChannelState(ctx, { id: action.channel_id, state: 'needs_reconnect', reason: {
        ja: `ネットワークが送信時の認証を拒否しました（${reconnect}）。資格情報を入れ直してください。`, en: `The network refused the credentials when sending (${reconnect}). Enter them again.`,
      } })
    }
    return mine
  }))
}
