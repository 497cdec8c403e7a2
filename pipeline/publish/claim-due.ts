import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { appendEvents } from '../../core/event/append-events.ts'
import type { ActionRow } from '../../core/outbound/record-outcome.ts'
import type { Publish } from './ports.ts'

/**
 * Takes the next action that may leave, people's before all others, in one committed transaction: from here on a crash
 * leaves it `sending`, and `reconcile.ts` finds it. Kill switch, channel, limits and lateness are asked here and nowhere
 * later. One `sending` a channel is held by an index.
 */
export async function claimDue(publish: Publish): Promise<ActionRow | null> {
  for (let tries = 1; ; tries++) {
    try {
      return await claimOne(publish)
    } catch (error) {
      // Another worker was first on this channel; something else may be due.
      if (!isOneSending(error) || tries === 5) throw error
    }
  }
}

/** Too late to leave by itself. A network's own limit moves the time that counts. */
export function isLate(publish: Publish): RawBuilder<SqlBool> {
  return sql<SqlBool>`greatest(coalesce(a.late_from, a.due_at), c.outbound_resume_at) <= app.now() - make_interval(secs => ${publish.leases.missedMinutes * 60}::double precision)`
}

function claimOne(publish: Publish): Promise<ActionRow | null> {
  const { sendingSeconds } = publish.leases
  return publish.asSystem(async (db) => {
    const { rows } = await sql<ActionRow>`
      with free as (
        select a.id from outbound_action a
          join channel c on c.id = a.channel_id and c.workspace_id = a.workspace_id
          join workspace w on w.id = a.workspace_id
         where a.state = 'due' and a.due_at <= app.now() and coalesce(c.outbound_resume_at <= app.now(), true) and not ${isLate(publish)}
           and w.outbound_paused_at is null and c.outbound_paused_at is null
           and c.state in ('connected', 'limited') and c.deleted_at is null
           and not exists (select from outbound_action busy where busy.channel_id = a.channel_id and busy.state = 'sending')
         order by a.created_by is null, a.due_at, a.id limit 1
           for update of a skip locked for share of w skip locked)
      update outbound_action set state = 'sending', attempts = attempts + 1, fence = fence + 1, intent_at = coalesce(intent_at, app.now()),
             lease_until = app.now() + make_interval(secs => ${sendingSeconds}::double precision),
             reconcile_at = app.now() + make_interval(secs => ${Math.max(sendingSeconds, longestSettle(publish))}::double precision),
             reconcile_misses = 0, problem = null, version = version + 1
       where id in (select id from free)
      returning *`.execute(db)
    const [claimed] = rows
    if (!claimed) return null
    await appendEvents(db, { kind: 'system', id: 'publish' }, [{
      workspaceId: claimed.workspace_id, name: 'outbound-action.sending', subject: { kind: 'outbound-action', id: claimed.id },
      conversationId: claimed.conversation_id, data: { attempt: claimed.attempts },
    }])
    return claimed
  })
}

/** Nobody looks whether a crashed attempt came through before it would surely be seen. */
function longestSettle(publish: Publish): number {
  const operations = [...publish.ports.connectors.values()].flatMap((connector) => Object.values(connector.operations))
  return Math.max(publish.leases.settleSeconds, ...operations.map((operation) => (operation.settleMs ?? 0) / 1000))
}

function isOneSending(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  return code === '23505' && constraint === 'outbound_one_sending'
}
