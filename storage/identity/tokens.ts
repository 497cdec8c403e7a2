import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope } from '../../core/context.ts'
import { NotFound } from '../../core/errors.ts'
import type { CreateTokenInput, Role, TokenView } from '../../core/team/team.ts'
import { digestOf } from './authenticate.ts'
import type { Parts } from './parts.ts'
import { identityTables } from './tables.ts'

/** The secret is in this answer and nowhere else. */
export async function createToken({ kysely }: Parts, scope: Scope, id: string, input: CreateTokenInput): Promise<TokenView & { secret: string }> {
  const secret = `kkm_${randomBytes(32).toString('base64url')}`
  const row = await identityTables(kysely).insertInto('api_token').values({
    id, workspace_id: scope.workspaceId, name: input.name, digest: digestOf(secret), role: input.role, scopes: input.scopes, team_ids: input.teamIds,
    created_by: scope.actor.id, created_at: sql<Date>`app.now()`, expires_at: sql<Date>`app.now() + make_interval(days => ${input.days})`,
    last_used_at: null, revoked_at: null,
  }).returningAll().executeTakeFirstOrThrow()
  return { ...toView(row), secret }
}

export async function listTokens({ kysely }: Parts, scope: Scope): Promise<TokenView[]> {
  const rows = await identityTables(kysely).selectFrom('api_token').selectAll().where('workspace_id', '=', scope.workspaceId).orderBy('created_at', 'desc').execute()
  return rows.map(toView)
}

export async function revokeToken({ kysely }: Parts, scope: Scope, id: string): Promise<TokenView> {
  const row = await identityTables(kysely).updateTable('api_token').set({ revoked_at: sql<Date>`coalesce(revoked_at, app.now())` })
    .where('workspace_id', '=', scope.workspaceId).where('id', '=', id).returningAll().executeTakeFirst()
  if (!row) throw new NotFound({ ja: 'API トークン', en: 'API token' })
  return toView(row)
}

interface TokenRow { id: string; name: string; role: string; scopes: string[]; created_at: Date; expires_at: Date; last_used_at: Date | null; revoked_at: Date | null }

function toView(row: TokenRow): TokenView {
  return {
    id: row.id, name: row.name, role: row.role as Role, scopes: row.scopes, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null, revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
