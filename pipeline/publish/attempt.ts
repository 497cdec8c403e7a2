import { openAccess } from '../../core/channel/open-access.ts'
import type { ActionRow } from '../../core/outbound/record-outcome.ts'
import type { Access, ActionToSend, Operation, SendAnswer } from '../../core/ports/connector.ts'
import { SecretUnreadable } from '../../core/ports/secrets.ts'
import { channelGone, notOffered } from '../../core/outbound/problems.ts'
import type { Publish } from './ports.ts'

/** Whole time of one call, connecting included; a grace lets the connector say what the cut meant. */
const deadlineMs = 15_000
const graceMs = 1_000

export function operationOf(publish: Publish, action: ActionRow): Operation | undefined {
  return publish.ports.connectors.get(action.network)?.operations[action.operation]
}

/** Calls the network once. Whatever is thrown, or takes too long, is ambiguous; before the call nothing has left. */
export async function attemptSend(publish: Publish, action: ActionRow): Promise<SendAnswer> {
  const operation = operationOf(publish, action)
  if (!operation) return { kind: 'rejected', ...notOffered }
  const access = await openAction(publish, action)
  if ('kind' in access) return access
  return within<SendAnswer>(access, (open) => operation.send(open, toSend(action)), (reason) => ({ kind: 'ambiguous', reason }))
}

/** Runs one call with its deadline; never throws. */
export async function within<T>(access: Access, call: (access: Access) => Promise<T>, otherwise: (reason: string) => T): Promise<T> {
  const stop = new AbortController()
  const cut = setTimeout(() => stop.abort(new Error('deadline')), deadlineMs)
  let give: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => { give = setTimeout(() => resolve(otherwise(`no answer within ${deadlineMs / 1000} s`)), deadlineMs + graceMs) })
  try {
    return await Promise.race([call({ ...access, signal: stop.signal }), late])
  } catch (error) {
    return otherwise(error instanceof Error ? error.message : String(error))
  } finally {
    clearTimeout(cut)
    clearTimeout(give)
  }
}

/** The channel's access, or what its absence means: nothing has left then. */
export async function openAction(publish: Publish, action: ActionRow): Promise<Access | Extract<SendAnswer, { kind: 'rejected' | 'reconnect' | 'retry' }>> {
  try {
    const channel = await publish.db.selectFrom('channel').selectAll().where('workspace_id', '=', action.workspace_id).where('id', '=', action.channel_id).executeTakeFirst()
    if (!channel || channel.deleted_at !== null) return { kind: 'rejected', ...channelGone }
    return await openAccess(publish, channel, new AbortController().signal)
  } catch (error) {
    if (error instanceof SecretUnreadable) return { kind: 'reconnect', reason: error.message }
    return { kind: 'retry', afterMs: 5_000, reason: error instanceof Error ? error.message : String(error) }
  }
}

export function toSend(action: ActionRow): ActionToSend {
  return {
    id: action.id, idempotencyKey: action.idempotency_key, target: action.target, text: action.text,
    intentAt: action.intent_at!.toISOString(), handle: action.handle,
  }
}
