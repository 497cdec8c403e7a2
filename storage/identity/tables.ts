import type { ColumnType, Generated, Kysely } from 'kysely'
import type { Tables } from '../../core/tables.ts'

type At = ColumnType<Date, Date | undefined, Date>

interface IdentityTables {
  user: { id: string; name: string; email: string; emailVerified: Generated<boolean>; createdAt: At; updatedAt: At; twoFactorEnabled: boolean | null }
  session: { id: string; token: string; userId: string; expiresAt: Date; createdAt: At }
  account: { id: string; accountId: string; providerId: string; userId: string; password: string | null; createdAt: At; updatedAt: At }
  twoFactor: { id: string; userId: string; secret: string; backupCodes: string; verified: boolean | null }
  link: {
    digest: Buffer; purpose: 'setup' | 'invite' | 'reset' | 'signin'; workspace_id: string | null; email: string | null; role: string | null
    team_ids: Generated<string[]>; user_id: string | null; created_by: string | null; created_at: At; expires_at: Date; used_at: Date | null
  }
  api_token: {
    id: string; workspace_id: string; name: string; digest: Buffer; role: string; scopes: string[]; team_ids: Generated<string[]>
    created_by: string; created_at: At; expires_at: Date; last_used_at: Date | null; revoked_at: Date | null
  }
}

export type IdentityDb = Kysely<IdentityTables>

/** The same connection or transaction, seen from inside the schema. */
export function identityTables(db: Kysely<Tables>): IdentityDb {
  return db.withSchema('identity') as unknown as IdentityDb
}
