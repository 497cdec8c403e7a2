import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { StartImportInput } from './job.ts'

/** Queues a file of history; the caller wakes lane `bulk`. The file's bytes are a medium that was uploaded before. */
export async function startImport(ctx: Context, input: StartImportInput): Promise<{ jobId: string }> {
  requireAbility(ctx, 'import')
  const params = parseInput(StartImportInput, input)
  const media = await ctx.db.selectFrom('media').select('id').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', params.mediaId).executeTakeFirst()
  if (!media) throw new NotFound({ ja: 'ファイル', en: 'file' })
  const id = newId()
  await ctx.db.insertInto('job').values({
    workspace_id: ctx.scope.workspaceId, id, kind: 'import', params: JSON.stringify(params), total: null, cursor: null, result: null,
    created_by: ctx.scope.actor.kind === 'user' ? ctx.scope.actor.id : null,
  }).execute()
  await appendEvent(ctx, { name: 'job.started', subject: { kind: 'job', id }, data: { kind: 'import' }, detail: { fileName: params.fileName } })
  return { jobId: id }
}
