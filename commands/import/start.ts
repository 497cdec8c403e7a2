import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Parts } from '../../assemble.ts'
import { newId } from '../../core/id.ts'
import { startImport } from '../../core/job/start-import.ts'
import type { FoundWorkspace } from '../admin/find-workspace.ts'
import type { Prepared } from './prepare.ts'

/** Stores the file and queues its import, both or neither. The bytes are a medium that no note or ticket shows. */
export async function storeAndStart({ inWorkspace }: Parts, workspace: FoundWorkspace, prepared: Prepared, timeZone: string): Promise<string> {
  const { fileName, bytes, format, encoding, mapping } = prepared
  const mediaId = newId()
  return inWorkspace(workspace.scope, async (ctx) => {
    // Some hundred megabytes take longer than a request may.
    await sql`set local statement_timeout = '15min'`.execute(ctx.db)
    await ctx.db.insertInto('media').values({
      workspace_id: workspace.id, id: mediaId, channel_id: null, content_type: format === 'csv' ? 'text/csv' : 'application/x-ndjson',
      byte_size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), bytes,
    }).execute()
    const { jobId } = await startImport(ctx, { mediaId, fileName, format, encoding, mapping, timeZone })
    return jobId
  })
}
