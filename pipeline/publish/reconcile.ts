import { sql } from 'kysely'
import type { ActionRow, Outcome } from '../../core/outbound/record-outcome.ts'
import { maybeSent } from '../../core/outbound/problems.ts'
import type { LookupAnswer } from '../../core/ports/connector.ts'
import { openAction, operationOf, toSend, within } from './attempt.ts'
import { record, sendAndRecord } from './deliver.ts'
import type { Publish } from './ports.ts'

/**
 * The only place that decides after an ambiguous end, or after a process that died between a call and its record.
 *
 * | class | what is done |
 * |---|---|
 * | key, deterministic | the same again under the same key |
 * | handle | the handle is looked up; without one only a find is proof |
 * | read-back | after the settle time our own posts are read; not found twice, a minute apart: due again |
 * | none | `unknown`, for a person |
 */
export async function reconcile(publish: Publish, action: UnclearAction): Promise<void> {
  const operation = operationOf(publish, action)
  const repeats = action.idempotency === 'key' || action.idempotency === 'deterministic'
  if (!operation || action.idempotency === 'none') await record(publish, action, toPerson)
  else if (repeats) await (action.is_old ? record(publish, action, toPerson) : sendAndRecord(publish, action))
  else await record(publish, action, outcomeOf(action, await look(publish, action)))
  publish.failPoint('publish-reconciled')
}

export type UnclearAction = ActionRow & { is_old: boolean }

const toPerson = { kind: 'unknown', problem: maybeSent } as const satisfies Outcome
const secondLookMs = 60_000
/** Looking and resending end well within it; whoever dies here is followed soon. */
const leaseSeconds = 30
const giveUpMinutes = 30

/** Takes one action whose end is unclear. The new fence silences whoever held it before. A kill switch also stops resends. */
export async function claimUnclear(publish: Publish): Promise<UnclearAction | null> {
  const isOld = sql`coalesce(a.ambiguous_since <= app.now() - make_interval(mins => ${giveUpMinutes}), false)`
  const { rows } = await sql<UnclearAction>`
    with unclear as (
      select a.id, ${isOld} as is_old, a.idempotency in ('key', 'deterministic') as repeats from outbound_action a
        join channel c on c.id = a.channel_id and c.workspace_id = a.workspace_id
        join workspace w on w.id = a.workspace_id
       where a.state = 'sending' and a.reconcile_at <= app.now()
         and (a.idempotency not in ('key', 'deterministic') or ${isOld}
              or (w.outbound_paused_at is null and c.outbound_paused_at is null and c.state in ('connected', 'limited') and coalesce(c.outbound_resume_at <= app.now(), true)))
       order by a.reconcile_at limit 1 for update of a skip locked)
    update outbound_action a set fence = fence + 1, ambiguous_since = coalesce(ambiguous_since, app.now()),
           attempts = attempts + (unclear.repeats and not unclear.is_old)::int,
           lease_until = app.now() + make_interval(secs => ${leaseSeconds}), reconcile_at = app.now() + make_interval(secs => ${leaseSeconds})
      from unclear where a.id = unclear.id
    returning a.*, unclear.is_old`.execute(publish.db)
  return rows[0] ?? null
}

/** Read-only: a refused sign-in while looking never sends again. */
async function look(publish: Publish, action: ActionRow): Promise<LookupAnswer> {
  const operation = operationOf(publish, action)!
  const access = await openAction(publish, action)
  if ('kind' in access) return { kind: 'cannot-tell', reason: access.kind === 'rejected' ? access.words.en : access.reason }
  if (!operation.lookup) return { kind: 'cannot-tell', reason: 'the operation offers no lookup' }
  return within<LookupAnswer>(access, (open) => operation.lookup!(open, toSend(action)), (reason) => ({ kind: 'cannot-tell', reason }))
}

function outcomeOf(action: UnclearAction, answer: LookupAnswer): Outcome {
  switch (answer.kind) {
    case 'found':
      return { kind: 'done', externalId: answer.externalId, url: answer.url }
    case 'not-found':
      if (action.reconcile_misses === 0) return { kind: 'look-again', afterMs: secondLookMs, misses: 1 }
      if (action.idempotency === 'handle' && action.handle === null) return toPerson
      return { kind: 'again', afterMs: 0, limited: false, cleared: true, reason: 'not found twice', problem: null }
    case 'cannot-tell':
      if (action.is_old) return { ...toPerson, reason: answer.reason }
      return { kind: 'look-again', afterMs: Math.min(Math.max(answer.afterMs ?? secondLookMs, 5_000), 900_000), misses: action.reconcile_misses }
  }
}
