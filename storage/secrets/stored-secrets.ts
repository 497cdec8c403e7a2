import { sql, type Kysely } from 'kysely'
import { BadConfiguration } from '../../core/errors.ts'
import type { SecretPlace } from '../../core/ports/secrets.ts'
import type { Tables } from '../../core/tables.ts'
import type { SecretsWithRotation } from './open-secrets.ts'

/** Every column that holds a sealed value. */
const columns = [
  { table: 'app', column: 'secrets' },
  { table: 'channel', column: 'credentials' },
] as const

const pageSize = 500

/**
 * Called at the start with a connection of the system role. A database whose secrets this key file cannot open would look healthy
 * and fail at every network, so the start ends here. @throws BadConfiguration that names the missing keys.
 */
export async function assertKeysOpen(kysely: Kysely<Tables>, secrets: Pick<SecretsWithRotation, 'keyId' | 'holds'>): Promise<void> {
  const missing = new Set<string>()
  for (const { table, column } of columns) {
    const { rows } = await sql<{ key_id: string }>`
      select distinct split_part(${sql.ref(column)}, '.', 2) as key_id from ${sql.table(table)} where ${sql.ref(column)} is not null`.execute(kysely)
    for (const { key_id } of rows) if (!secrets.holds(key_id)) missing.add(key_id)
  }
  if (missing.size === 0) return
  const names = [...missing].join(', ')
  throw new BadConfiguration({
    ja: `データベースの秘密情報は別の鍵（${names}）で暗号化されています。今の鍵は ${secrets.keyId} です。元の鍵ファイルを KIKIMIMI_KEY_FILE に指定するか、バックアップから戻してください。`,
    en: `The secrets in the database are sealed with another key (${names}); the key at hand is ${secrets.keyId}. Name the original key file by KIKIMIMI_KEY_FILE, or put it back from a back-up.`,
  })
}

/** Wraps every stored secret with the key of today and returns how many there were. Safe to run while the product works. */
export async function rewrapStored(kysely: Kysely<Tables>, secrets: SecretsWithRotation): Promise<number> {
  let changed = 0
  for (const { table, column } of columns) {
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const { rows } = await sql<{ id: string; workspace_id: string; network: string; sealed: string }>`
        select id, workspace_id, network, ${sql.ref(column)} as sealed from ${sql.table(table)}
        where ${sql.ref(column)} is not null and id > ${after} order by id limit ${pageSize}`.execute(kysely)
      for (const row of rows) {
        const place: SecretPlace = { workspaceId: row.workspace_id, rowId: row.id, network: row.network, column }
        const fresh = secrets.rewrap(row.sealed, place)
        if (fresh === row.sealed) continue
        // Only over what was read: a secret that was replaced meanwhile already has the new key.
        const done = await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${fresh} where id = ${row.id} and ${sql.ref(column)} = ${row.sealed}`.execute(kysely)
        changed += Number(done.numAffectedRows ?? 0)
      }
      if (rows.length < pageSize) break
      after = rows.at(-1)!.id
    }
  }
  return changed
}
