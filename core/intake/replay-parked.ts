import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { ReplayParkedInput } from './intake.ts'
import { parkedFor } from './list-parked.ts'

/** Back to waiting as if it had just come; the caller wakes the pipeline after the commit. Bytes that were erased stay gone. */
export async function replayParked(ctx: Context, input: ReplayParkedInput): Promise<{ replayed: number }> {
  requireAbility(ctx, 'parked')
  const asked = parseInput(ReplayParkedInput, input)
  const which = [parkedFor(ctx.scope, {}), sql`octet_length(i.raw) > 0`]
  if (asked.seqs !== undefined) which.push(sql`i.seq = any(${asked.seqs}::bigint[])`)
  if (asked.reason !== undefined) which.push(sql`i.reason = ${asked.reason}`)
  // What came for an account before it was connected finds its channel now.
  await sql`
    update intake i set channel_id = c.id from channel c
     where ${sql.join(which, sql` and `)} and i.channel_id is null and c.workspace_id = i.workspace_id and c.network = i.network
       and c.external_id = i.account and c.deleted_at is null`.execute(ctx.db)
  const { rows } = await sql<{ seq: number }>`
    update intake i set state = 'waiting', attempts = 0, next_attempt_at = app.now(), lease_until = null, step = null, reason = null
    where ${sql.join(which, sql` and `)} returning i.seq`.execute(ctx.db)
  if (rows.length > 0) {
    const seqs = rows.map((row) => row.seq).sort((a, b) => a - b)
    await appendEvent(ctx, { name: 'intake.replayed', subject: { kind: 'intake', id: String(seqs[0]) }, data: { count: seqs.length, seqs: seqs.slice(0, 100) } })
  }
  return { replayed: rows.length }
}
