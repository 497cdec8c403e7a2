import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import type { Kysely } from 'kysely'
import type { Tables } from '../../core/tables.ts'
import type { JobState } from './follow.ts'

const shownRows = 20
const pageSize = 1000

export interface Rejected {
  rowNo: number
  reason: { ja: string; en: string }
  raw: string
}

/** How it ended, for a person; the first rejected rows with their reasons. */
export async function reportLines(kysely: Kysely<Tables>, jobId: string, job: JobState): Promise<string[]> {
  const { imported, known, rejected } = countsOf(job)
  const [first] = rejected === 0 ? [[]] : [await rejectedAfter(kysely, jobId, 0, shownRows)]
  return [
    `取り込み / Imported: ${imported}  登録済み / Known already: ${known}  取り込めず / Rejected: ${rejected}`,
    ...(first ?? []).map(({ rowNo, reason }) => `  ${rowNo}: ${reason.ja} / ${reason.en}`),
    ...(rejected > shownRows ? [`  ほか ${rejected - shownRows} 行。--resume ${jobId} --rejected FILE.csv で書き出せます。 / ${rejected - shownRows} more; --rejected FILE.csv writes them all.`] : []),
    ...(job.result?.problem ? [`問題が起きました / It could not go on: ${job.result.problem}`] : []),
  ]
}

export function countsOf(job: JobState): { imported: number; known: number; rejected: number } {
  const known = job.result?.known ?? 0
  return { imported: job.done - known, known, rejected: job.failed }
}

/** All rejected rows as a CSV that a spreadsheet opens and runs nothing of. They hold people's words: for the owner's eyes. */
export async function writeRejected(kysely: Kysely<Tables>, jobId: string, file: string): Promise<void> {
  await pipeline(pieces(kysely, jobId), createWriteStream(file, { mode: 0o600 }))
}

async function* pieces(kysely: Kysely<Tables>, jobId: string): AsyncGenerator<string> {
  yield `\ufeff${csv([['行 / row', '理由', 'reason', '内容 / content']])}`
  for (let after = 0, more = true; more;) {
    const page = await rejectedAfter(kysely, jobId, after, pageSize)
    if (page.length > 0) yield csv(page.map(({ rowNo, reason, raw }) => [rowNo, reason.ja, reason.en, raw]))
    after = page.at(-1)?.rowNo ?? after
    more = page.length === pageSize
  }
}

async function rejectedAfter(kysely: Kysely<Tables>, jobId: string, after: number, limit: number): Promise<Rejected[]> {
  const rows = await kysely.selectFrom('job_row').select(['row_no', 'reason', 'raw']).where('job_id', '=', jobId).where('row_no', '>', after)
    .orderBy('row_no').limit(limit).execute()
  return rows.map((row) => ({ rowNo: row.row_no, reason: row.reason, raw: row.raw }))
}

function csv(rows: (string | number)[][]): string {
  return stringify(rows, { escape_formulas: true, record_delimiter: 'windows' })
}
