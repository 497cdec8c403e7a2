import type { DueChannel } from './due.ts'
import type { Ingest } from './ports.ts'

export async function readChannel(ingest: Ingest, id: string): Promise<DueChannel | null> {
  return (await ingest.db.selectFrom('channel').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}
