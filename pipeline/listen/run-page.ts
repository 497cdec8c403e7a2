import { sql } from 'kysely'
import type { Db } from '../../core/tables.ts'
import type { Pipeline } from '../ports.ts'
import { parkAfter, type IntakeRow } from './claim.ts'
import { messageOf, type Item, type Step, type Work } from './item.ts'
import { steps } from './steps.ts'

interface Ended {
  item: Item
  state: 'done' | 'parked' | 'waiting'
  step: string
  reason: string
  laterSeconds?: number
  erase?: boolean
}

/**
 * Runs the steps over one claimed page and commits all of it at once. A page that fails is retried in halves, down to
 * the one row that is to blame, which is parked with its reason; the database going away parks nothing.
 * @returns workspaces with arrivals, for the console's live line.
 */
export async function runPage(pipeline: Pipeline, rows: readonly IntakeRow[]): Promise<Set<string>> {
  try {
    return await tryPage(pipeline, rows)
  } catch (error) {
    if (isPassing(error)) {
      await giveBack(pipeline, rows, error)
      throw error
    }
    if (rows.length > 1) {
      const middle = rows.length >> 1
      const first = await runPage(pipeline, rows.slice(0, middle))
      return first.union(await runPage(pipeline, rows.slice(middle)))
    }
    pipeline.log.warn({ seq: rows[0]!.seq, network: rows[0]!.network, error: String(error) }, 'an intake row cannot pass')
    await setEnded(pipeline.db, rows, [{ item: { row: rows[0]! }, state: 'parked', step: stepOf(error), reason: reasonOf(error) }])
    return new Set()
  }
}

async function tryPage(pipeline: Pipeline, rows: readonly IntakeRow[]): Promise<Set<string>> {
  const ended: Ended[] = []
  const channels = await readChannels(pipeline.db, rows)
  let live: Item[] = rows.map((row) => ({ row }))
  live = parkSuspects(live, ended)
  live = await runSteps('before', live, ended, { pipeline, db: pipeline.db, channels })
  pipeline.failPoint('listen-analysed')
  await pipeline.asSystem(async (db) => {
    await runSteps('inside', live, ended, { pipeline, db, channels })
    const parked = new Set(ended.map((end) => end.item))
    const done = live.filter((item) => !parked.has(item)).map((item): Ended => ({ item, state: 'done', step: '', reason: '' }))
    await setEnded(db, rows, [...ended, ...done])
    await noteChannels(db, live)
    pipeline.failPoint('listen-done')
  })
  pipeline.failPoint('listen-committed')
  return new Set(live.filter((item) => item.stored).map((item) => item.row.workspace_id))
}

async function runSteps(when: Step['runs'], items: Item[], ended: Ended[], work: Work): Promise<Item[]> {
  let live = items
  for (const step of steps) {
    if (step.runs !== when || live.length === 0) continue
    const results = await runStep(step, live, work)
    live = live.filter((item, place) => {
      const result = results[place]!
      if (result.kind === 'next') return true
      ended.push({
        item, state: stateAfter[result.kind], step: step.name, reason: result.reason,
        laterSeconds: result.kind === 'later' ? result.seconds : 0, erase: result.kind === 'drop' && result.erase === true,
      })
      return false
    })
  }
  return live
}

const stateAfter = { drop: 'done', park: 'parked', later: 'waiting' } as const

async function runStep(step: Step, live: readonly Item[], work: Work) {
  try {
    return await step.run(live, work)
  } catch (error) {
    throw Object.assign(error instanceof Error ? error : new Error(String(error)), { step: step.name })
  }
}

/** A row whose page ended the process again and again is not given another chance to do so. */
function parkSuspects(items: readonly Item[], ended: Ended[]): Item[] {
  return items.filter((item) => {
    if (item.row.attempts < parkAfter) return true
    ended.push({ item, state: 'parked', step: 'claim', reason: `gave up after ${item.row.attempts} attempts` })
    return false
  })
}

/**
 * The fence makes a woken zombie's write change nothing: its transaction rolls back. A deletion empties the bytes of rows that are
 * known as its post's; of a row that is only now known as such, they are emptied here.
 */
async function setEnded(db: Db, rows: readonly IntakeRow[], ended: readonly Ended[]): Promise<void> {
  const deletes = ended.some((end) => end.item.mapped?.kind === 'deleted')
  const { numAffectedRows } = await sql`
    update intake i set state = e.state, step = nullif(e.step, ''), reason = nullif(e.reason, ''), lease_until = null, post_id = e.post_id,
           done_at = case when e.state = 'done' then (select app.now()) end, next_attempt_at = (select app.now()) + make_interval(secs => e.later),
           raw = case when e.erase or (e.look and exists (
             select from mention m where m.workspace_id = i.workspace_id and m.network = i.network and m.external_id = e.post_id and m.deleted_at is not null))
             then ''::bytea else i.raw end
      from unnest(${ended.map((end) => end.item.row.seq)}::bigint[], ${ended.map((end) => end.item.row.fence)}::bigint[], ${ended.map((end) => end.state)}::text[],
                  ${ended.map((end) => end.step)}::text[], ${ended.map((end) => end.reason.slice(0, 500))}::text[], ${ended.map((end) => end.laterSeconds ?? 0)}::int[],
                  ${ended.map((end) => messageOf(end.item)?.externalId ?? null)}::text[],
                  ${ended.map((end) => end.erase ?? false)}::boolean[], ${ended.map((end) => mayBeGone(end.item, deletes))}::boolean[])
        as e (seq, fence, state, step, reason, later, post_id, erase, look)
     where i.seq = e.seq and i.fence = e.fence and i.state = 'working'`.execute(db)
  if (Number(numAffectedRows ?? 0n) !== rows.length) throw new LostLease()
}

/** What this page wrote cannot be deleted meanwhile, because its row is locked; what it found already there may have been. */
function mayBeGone(item: Item, deletes: boolean): boolean {
  return messageOf(item) !== null && (deletes || item.stored === undefined)
}

async function noteChannels(db: Db, items: readonly Item[]): Promise<void> {
  const ids = [...new Set(items.map((item) => item.row.channel_id).filter((id) => id !== null))].sort()
  if (ids.length === 0) return
  // To the second: two pages of a channel need not wait for each other because of it.
  await sql`
    update channel set last_event_at = app.now() where id = any(${ids}::uuid[]) and (last_event_at is null or last_event_at < app.now() - interval '1 second')`.execute(db)
}

async function readChannels(db: Db, rows: readonly IntakeRow[]) {
  const ids = [...new Set(rows.map((row) => row.channel_id).filter((id) => id !== null))]
  const channels = ids.length === 0 ? [] : await db.selectFrom('channel').selectAll().where('id', 'in', ids).execute()
  return new Map(channels.map((channel) => [channel.id, channel]))
}

async function giveBack(pipeline: Pipeline, rows: readonly IntakeRow[], error: unknown): Promise<void> {
  pipeline.log.warn({ rows: rows.length, error: String(error) }, 'a page is given back')
  await sql`
    update intake i set state = 'waiting', lease_until = null, attempts = greatest(attempts - 1, 0), next_attempt_at = app.now() + interval '1 second'
      from unnest(${rows.map((row) => row.seq)}::bigint[], ${rows.map((row) => row.fence)}::bigint[]) as e (seq, fence)
     where i.seq = e.seq and i.fence = e.fence and i.state = 'working'`.execute(pipeline.db).catch(() => {
    // The database is away; the leases run out and the sweep gives the rows back.
  })
}

/** Connection lost, server stopping, deadlock, serialization, lock time-out, disk full: the rows are not to blame. */
function isPassing(error: unknown): boolean {
  if (error instanceof LostLease) return true
  const code = (error as { code?: unknown }).code
  if (typeof code !== 'string') return /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/.test(String(error))
  return /^(08|57|40|53|55)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT'].includes(code)
}

class LostLease extends Error {
  constructor() {
    super('another worker holds these rows now')
    this.name = 'LostLease'
  }
}

function stepOf(error: unknown): string {
  return (error as { step?: string }).step ?? 'page'
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
