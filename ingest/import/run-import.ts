import { sql, type Selectable } from 'kysely'
import { ensureOwnChannel } from '../../core/channel/ensure-own-channel.ts'
import { systemScope } from '../../core/context.ts'
import { acceptItems } from '../../core/intake/accept-items.ts'
import { StartImportInput } from '../../core/job/job.ts'
import type { Tables } from '../../core/tables.ts'
import type { Ingest } from '../ports.ts'
import { mapRow, type MappedRow } from './map-row.ts'
import { readRows, type FileRow } from './read-rows.ts'
import { readStoredFile } from './stored-file.ts'

type Job = Selectable<Tables['job']>

const sliceSize = 1000

/**
 * Reads one slice of an import's file into the intake: rows, refusals, cursor and counts in one transaction, so that a crash
 * repeats nothing. Open readers are kept between slices; after a restart the file is read on from the cursor.
 */
export function makeRunImport(ingest: Ingest): (job: Job) => Promise<'more' | 'done'> {
  const readers = new Map<string, { at: number; rows: AsyncGenerator<FileRow> }>()

  return async function runImport(job) {
    const params = StartImportInput.parse(job.params)
    const from = Number(job.cursor ?? 0)
    const kept = readers.get(job.id)
    // A reader whose slice could not be stored has run ahead; only one that was put back is where it says.
    readers.delete(job.id)
    const reader = kept?.at === from ? kept : await open(ingest, job, params, from)
    const slice = await take(reader.rows, sliceSize)
    const at = slice.at(-1)?.rowNo ?? from
    if (slice.length > 0) await storeSlice(ingest, job, params, slice, at)
    ingest.failPoint('import-stored')
    if (slice.length < sliceSize) return 'done'
    readers.set(job.id, { rows: reader.rows, at })
    return 'more'
  }
}

async function open(ingest: Ingest, job: Job, params: StartImportInput, from: number) {
  const file = () => readRows(readStoredFile(ingest.db, job.workspace_id, params.mediaId), params.format, params.encoding)
  if (job.total === null) await countRows(ingest, job, file())
  const rows = file()
  // Row numbers grow by one with each row, so the cursor is also how many rows to pass over.
  for (let skipped = 0; skipped < from; skipped++) {
    await rows.next()
    await holdOn(ingest, job, skipped)
  }
  return { at: from, rows }
}

/** So that a progress bar has an end. */
async function countRows(ingest: Ingest, job: Job, rows: AsyncIterable<FileRow>): Promise<void> {
  let total = 0
  for await (const row of rows) {
    total = row.rowNo
    await holdOn(ingest, job, total)
  }
  await ingest.db.updateTable('job').set({ total }).where('id', '=', job.id).execute()
}

/** Reading a long file without storing anything must not look like a dead process. */
async function holdOn(ingest: Ingest, job: Job, rowNo: number): Promise<void> {
  if (rowNo === 0 || rowNo % 20_000 !== 0) return
  await sql`update job set lease_until = app.now() + interval '60 seconds' where id = ${job.id} and fence = ${job.fence} and state = 'running'`.execute(ingest.db)
}

async function storeSlice(ingest: Ingest, job: Job, params: StartImportInput, slice: readonly FileRow[], at: number): Promise<void> {
  const mapped = slice.map((row) => ({ row, result: mapRow(row, params.mapping, params.timeZone, job.created_at.toISOString()) }))
  await ingest.asSystem((db) => ingest.withinWorkspace(db, systemScope(job.workspace_id, 'import'), async (ctx) => {
    const channelId = await ensureOwnChannel(ctx, 'import')
    const rows = mapped.flatMap(({ result }) => (result.kind === 'row' ? [result.row] : []))
    const items = ingest.connectors.get('import')!.split({ rows })
    const fresh = await acceptItems(ctx.db, { workspaceId: job.workspace_id, network: 'import', appId: null, channelId, channels: new Map() }, items)
    const refused = mapped.filter((entry): entry is { row: FileRow; result: Extract<MappedRow, { kind: 'refused' }> } => entry.result.kind === 'refused')
    if (refused.length > 0) {
      await ctx.db.insertInto('job_row').values(refused.map(({ row, result }) => ({
        workspace_id: job.workspace_id, job_id: job.id, row_no: row.rowNo, reason: JSON.stringify(result.reason), raw: row.raw.toWellFormed().replaceAll('\u0000', '').slice(0, 2000),
      }))).onConflict((conflict) => conflict.doNothing()).execute()
    }
    await advance(ctx.db, job, at, rows.length, refused.length, rows.length - fresh)
  }))
  await ingest.queue.wake('listen')
}

/** The fence: a process that was thought dead does not go on. */
async function advance(db: Ingest['db'], job: Job, at: number, done: number, failed: number, known: number): Promise<void> {
  const { numAffectedRows } = await sql`
    update job set cursor = ${String(at)}, done = done + ${done}, failed = failed + ${failed},
           result = jsonb_build_object('known', coalesce((result->>'known')::int, 0) + ${known})
     where id = ${job.id} and fence = ${job.fence} and state = 'running'`.execute(db)
  if (numAffectedRows !== 1n) throw new Error('another process has taken this import over')
}

async function take(rows: AsyncGenerator<FileRow>, count: number): Promise<FileRow[]> {
  const taken: FileRow[] = []
  while (taken.length < count) {
    const { value, done } = await rows.next()
    if (done) break
    taken.push(value)
  }
  return taken
}
