import type { LookupAnswer, SendAnswer } from '../../core/ports/connector.ts'
import { ListenFailure } from '../../core/ports/connector.ts'
import { OutboundFailure } from '../../core/ports/outbound-fetch.ts'

const backoffMs = 30_000
const longestWaitMs = 24 * 3_600_000

/** A call that ended without an answer: provably not applied when no byte can have left, else nobody knows. */
export function sendFailure(error: unknown): SendAnswer {
  const reason = error instanceof Error ? error.message : String(error)
  if (error instanceof ListenFailure && error.next.kind === 'reconnect') return { kind: 'reconnect', reason }
  if (error instanceof OutboundFailure && !error.sent) return { kind: 'retry', afterMs: backoffMs, reason }
  return { kind: 'ambiguous', reason }
}

/** An action that does not say what it is about: nothing was sent, and sending it again would not help. */
export function noTarget(name: string): SendAnswer {
  return { kind: 'rejected', code: 'no-target', words: { ja: `送信先（${name}）が記録されていないため、送信しませんでした。`, en: `Nothing was sent: the target (${name}) is not recorded.` } }
}

/** Reading changes nothing, so it may simply be asked again. */
export function lookupFailure(error: unknown): LookupAnswer {
  return { kind: 'cannot-tell', reason: error instanceof Error ? error.message : String(error), afterMs: backoffMs }
}

export function listenFailure(error: unknown): ListenFailure {
  if (error instanceof ListenFailure) return error
  return new ListenFailure(error instanceof Error ? error.message : String(error), { kind: 'retry', afterMs: backoffMs }, error)
}

/** Retry-After in seconds or as a date, measured against the answer's own clock. */
export function retryAfterMs(headers: Headers, otherwise = backoffMs): number {
  const value = headers.get('retry-after')
  if (value === null) return otherwise
  const ms = /^\d{1,9}$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - answeredAt(headers)
  return Number.isFinite(ms) ? clampWait(ms) : otherwise
}

/** When the network wrote its answer, by its own clock where it says so: ours may be wrong. */
export function answeredAt(headers: Headers): number {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? Date.now() : date
}

export function clampWait(ms: number): number {
  return Math.min(Math.max(ms, 1000), longestWaitMs)
}
