import { sql, type Selectable } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../tables.ts'
import { Inverse } from '../undo/undo.ts'
import type { BulkParams } from './bulk-job.ts'
import { inInbox } from './inbox-filter.ts'

export interface BulkItem {
  /** Of the conversation. */
  id: string
  /** Only when a bulk act is taken back. */
  inverse?: Inverse
}

/** What comes next, in sorted order. Items leave a filter by being worked on; the cursor goes by id, so none is met twice or missed. */
export async function nextItems(ctx: Context, job: Selectable<Tables['job']>, params: BulkParams, size: number): Promise<{ items: BulkItem[]; cursor: string | null }> {
  if (params.act.kind === 'undo') return nextInverses(ctx, params.act.jobId, job.cursor, size)
  if (params.ids) {
    const from = Number(job.cursor ?? 0)
    return { items: params.ids.slice(from, from + size).map((id) => ({ id })), cursor: String(from + size) }
  }
  const { rows } = await sql<{ id: string }>`
    select conversation.id from conversation
    where ${inInbox(ctx.scope, params.filter!)} and (${job.cursor}::uuid is null or conversation.id > ${job.cursor}::uuid)
    order by conversation.id limit ${size}`.execute(ctx.db)
  return { items: rows, cursor: rows.at(-1)?.id ?? job.cursor }
}

async function nextInverses(ctx: Context, jobId: string, cursor: string | null, size: number): Promise<{ items: BulkItem[]; cursor: string | null }> {
  const rows = await ctx.db.selectFrom('undo').select(['token', 'inverse']).where('workspace_id', '=', ctx.scope.workspaceId)
    .where('user_id', '=', ctx.scope.actor.id).where(sql<boolean>`starts_with(token, ${`${jobId}:`})`).where('token', '>', cursor ?? '')
    .orderBy('token').limit(size).execute()
  const items = rows.map((row) => {
    const inverse = Inverse.parse(row.inverse)
    return { id: inverse.id, inverse }
  })
  return { items, cursor: rows.at(-1)?.token ?? cursor }
}
