import { sql } from 'kysely'
import { NotFound } from '../../core/errors.ts'
import type { Db } from '../../core/tables.ts'

const pieceBytes = 1 << 20

/** The bytes of a medium, a piece a statement: a file of hundreds of megabytes never stands in memory whole. */
export async function* readStoredFile(db: Db, workspaceId: string, mediaId: string): AsyncGenerator<Uint8Array> {
  for (let at = 1, size = 1; at <= size; at += pieceBytes) {
    const { rows } = await sql<{ size: number; piece: Buffer }>`
      select byte_size as size, substring(bytes from ${at} for ${pieceBytes}) as piece from media where workspace_id = ${workspaceId} and id = ${mediaId}`.execute(db)
    if (!rows[0]) throw new NotFound({ ja: '取り込むファイル', en: 'file to import' })
    size = rows[0].size
    yield rows[0].piece
  }
}
