import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Authenticated } from '../../core/ports/identity.ts'
import type { Role } from '../../core/team/team.ts'
import type { Parts } from './parts.ts'
import { identityTables } from './tables.ts'

/** A bearer token goes before a cookie; a request that names a token is never anybody else's. */
export async function authenticate(parts: Parts, headers: Headers): Promise<Authenticated | null> {
  const bearer = /^Bearer\s+(kkm_[\w-]{20,100})$/.exec(headers.get('Authorization') ?? '')?.[1]
  if (bearer !== undefined) return byToken(parts, bearer)
  if (!headers.has('Cookie')) return null
  const found = await parts.auth.api.getSession({ headers })
  if (!found) return null
  const { user, session } = found
  return { kind: 'user', user: { id: user.id, name: user.name, email: user.email, twoFactor: user.twoFactorEnabled === true }, sessionId: session.id }
}

export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Reads and, at most once a minute, notes the use. */
async function byToken({ kysely }: Parts, secret: string): Promise<Authenticated | null> {
  const tokens = identityTables(kysely)
  const token = await tokens.selectFrom('api_token').selectAll()
    .where('digest', '=', digestOf(secret)).where('revoked_at', 'is', null).where('expires_at', '>', sql<Date>`app.now()`).executeTakeFirst()
  if (!token) return null
  await tokens.updateTable('api_token').set({ last_used_at: sql<Date>`app.now()` }).where('id', '=', token.id)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', sql<Date>`app.now() - interval '1 minute'`)])).execute()
  return {
    kind: 'token',
    token: { id: token.id, name: token.name, workspaceId: token.workspace_id, role: token.role as Role, scopes: token.scopes, teamIds: token.team_ids },
  }
}
