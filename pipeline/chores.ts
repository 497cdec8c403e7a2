import cron from 'node-cron'
import { sql } from 'kysely'
import { wakeSnoozed } from '../core/conversation/wake-snoozed.ts'
import type { Listener } from '../core/ports/work-queue.ts'
import { closeSolvedTickets } from '../core/ticket/close-solved.ts'
import { hasWaiting, releaseExpired } from './listen/claim.ts'
import type { Pipeline } from './ports.ts'
import { deleteOutlived } from './retention.ts'

/** How often the sweep looks for work whose job was lost; the queue is a hint, this is the guarantee. */
export const sweepEveryMs = 5000

export interface Chores {
  close(): Promise<void>
}

/** The sweep fires once in the whole system; retention does no harm when every process does it. */
export async function startChores(pipeline: Pipeline): Promise<Chores> {
  const listener: Listener = await pipeline.queue.listen('chores', () => sweep(pipeline))
  await pipeline.queue.schedule('chores', sweepEveryMs)
  const nightly = cron.schedule('30 3 * * *', () => {
    deleteOutlived(pipeline.db).catch((error: unknown) => pipeline.log.error({ error: String(error) }, 'retention did not finish'))
  })
  return {
    async close() {
      await nightly.destroy()
      await listener.close()
    },
  }
}

/** Gives back what dead processes held, wakes lanes that have work, and does what time alone brings about. */
export async function sweep(pipeline: Pipeline): Promise<void> {
  await releaseExpired(pipeline.db)
  if (await hasWaiting(pipeline.db)) await pipeline.queue.wake('listen')
  const { rows } = await sql<{ outbound: boolean; polls: boolean; jobs: boolean }>`
    select exists (select from outbound_action where (state = 'due' and due_at <= app.now()) or state = 'sending') as outbound,
           exists (select from channel where poll_every_seconds is not null and next_poll_at <= app.now() and state in ('connected', 'limited'))
             or exists (select from channel where quota_after <= app.now()) or exists (select from mention where media_after <= app.now()) or exists (select from profile where fetch_after <= app.now()) as polls,
           exists (select from job where state in ('waiting', 'running')) as jobs`.execute(pipeline.db)
  const work = rows[0]!
  if (work.outbound) await pipeline.queue.wake('publish', { urgent: true })
  if (work.polls) await pipeline.queue.wake('poll')
  if (work.jobs) await pipeline.queue.wake('bulk')
  await pipeline.asSystem((db) => wakeSnoozed(db))
  await pipeline.asSystem((db) => closeSolvedTickets(db))
}
