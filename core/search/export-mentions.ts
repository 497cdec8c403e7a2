import { stringify } from 'csv-stringify/sync'
import type { InWorkspace, Context, Scope } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { exportColumns, exportRows, type ExportRow } from './export-rows.ts'
import { readSearch } from './read-search.ts'
import { ExportInput } from './search.ts'

const pageSize = 200

/**
 * All hits, newest first, as pieces of a file. Each page is a transaction of its own, so that a slow reader holds no connection;
 * they agree on one snapshot. Whoever exports is written down before the first byte leaves.
 * @throws before the first piece where the role may not export or the words cannot be read
 */
export async function exportMentions(inWorkspace: InWorkspace, scope: Scope, input: Partial<ExportInput>): Promise<AsyncGenerator<string>> {
  const first = await inWorkspace(scope, async (ctx) => {
    const asked = parseAsked(ctx, input)
    const page = await readPage(ctx, asked)
    await appendEvent(ctx, { name: 'mention.exported', subject: { kind: 'workspace', id: scope.workspaceId }, data: { format: asked.format, total: page.total, totalIsExact: page.totalIsExact }, detail: { q: asked.q } })
    return { asked, page }
  })
  return pieces(inWorkspace, scope, first.asked, first.page)
}

interface ExportPage {
  rows: ExportRow[]
  total: number
  totalIsExact: boolean
  after?: string
}

function parseAsked(ctx: Context, input: Partial<ExportInput>): ExportInput {
  requireAbility(ctx, 'export')
  return parseInput(ExportInput, input)
}

async function* pieces(inWorkspace: InWorkspace, scope: Scope, asked: ExportInput, first: ExportPage): AsyncGenerator<string> {
  if (asked.format === 'csv') yield (asked.bom ? '\ufeff' : '') + csv([exportColumns.map((column) => column[asked.titles])])
  for (let page = first; ;) {
    if (page.rows.length > 0) yield asked.format === 'csv' ? csv(page.rows.map((row) => exportColumns.map(({ key }) => row[key]))) : ndjson(page.rows)
    const { after } = page
    if (after === undefined) return
    page = await inWorkspace(scope, (ctx) => readPage(ctx, asked, after))
  }
}

async function readPage(ctx: Context, asked: ExportInput, after?: string): Promise<ExportPage> {
  const request = await readSearch(ctx, { ...asked, order: 'newest', limit: pageSize, ...(after === undefined ? {} : { after }) })
  const page = await ctx.ports.index.search(ctx.db, ctx.scope, request)
  return { rows: await exportRows(ctx, page.ids), total: page.total, totalIsExact: page.totalIsExact, ...(page.after === undefined ? {} : { after: page.after }) }
}

/** A cell that a spreadsheet would run as a formula is made text; rows end as RFC 4180 says. */
function csv(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(rows.map((row) => [...row]), { escape_formulas: true, record_delimiter: 'windows' })
}

function ndjson(rows: readonly ExportRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}
