import { randomBytes } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import type { Scope } from '../../core/context.ts'
import { DomainError, NotAllowedNow, NotFound } from '../../core/errors.ts'
import type { LinkFacts, LinkMade, Visitor } from '../../core/ports/identity.ts'
import type { Tables } from '../../core/tables.ts'
import type { InviteMemberInput, Role } from '../../core/team/team.ts'
import { digestOf } from './authenticate.ts'
import type { Parts } from './parts.ts'
import { identityTables } from './tables.ts'

export interface LinkRow {
  purpose: LinkFacts['purpose']
  workspace_id: string | null
  email: string | null
  role: string | null
  team_ids: string[]
  user_id: string | null
  created_by: string | null
  expires_at: Date
}

/** 32 random bytes, of which only the digest is kept; good for 48 hours and one use. */
export async function createLink(db: Kysely<Tables>, link: Partial<LinkRow> & Pick<LinkRow, 'purpose'>): Promise<LinkMade> {
  const token = randomBytes(32).toString('base64url')
  const row = await identityTables(db).insertInto('link').values({
    digest: digestOf(token), purpose: link.purpose, workspace_id: link.workspace_id ?? null, email: link.email ?? null, role: link.role ?? null,
    team_ids: link.team_ids ?? [], user_id: link.user_id ?? null, created_by: link.created_by ?? null,
    created_at: sql<Date>`app.now()`, expires_at: sql<Date>`app.now() + interval '48 hours'`, used_at: null,
  }).returning('expires_at').executeTakeFirstOrThrow()
  return { token, expiresAt: row.expires_at.toISOString() }
}

/** The newest invitation counts: an older one, perhaps for another role, opens nothing any more. */
export async function inviteLink({ kysely }: Parts, scope: Scope, input: InviteMemberInput): Promise<LinkMade> {
  await identityTables(kysely).deleteFrom('link').where('purpose', '=', 'invite').where('workspace_id', '=', scope.workspaceId)
    .where('email', '=', input.email.toLowerCase()).where('used_at', 'is', null).execute()
  return createLink(kysely, {
    purpose: 'invite', workspace_id: scope.workspaceId, email: input.email.toLowerCase(), role: input.role, team_ids: input.teamIds, created_by: scope.actor.id,
  })
}

export async function resetLink({ kysely }: Parts, scope: Scope, userId: string): Promise<LinkMade> {
  const places = await kysely.selectFrom('member').select('workspace_id').where('user_id', '=', userId).execute()
  if (!places.some((place) => place.workspace_id === scope.workspaceId)) throw new NotFound({ ja: 'メンバー', en: 'member' })
  if (places.length > 1) throw sharedAccount()
  return createLink(kysely, { purpose: 'reset', workspace_id: scope.workspaceId, user_id: userId, created_by: scope.actor.id })
}

export async function resetLinkByOperator({ kysely }: Parts, userId: string, how: { dropTotp?: boolean } = {}): Promise<LinkMade> {
  const identity = identityTables(kysely)
  if (how.dropTotp) {
    await identity.deleteFrom('twoFactor').where('userId', '=', userId).execute()
    await identity.updateTable('user').set({ twoFactorEnabled: false }).where('id', '=', userId).execute()
  }
  return createLink(kysely, { purpose: 'reset', user_id: userId })
}

export async function readLink(parts: Parts, token: string, visitor: Visitor): Promise<LinkFacts> {
  const link = await parts.attempts.guard({ address: visitor.address }, () => findLink(parts.kysely, token))
  const { kysely } = parts
  const workspace = link.workspace_id === null ? undefined
    : await kysely.selectFrom('workspace').select('name').where('id', '=', link.workspace_id).executeTakeFirst()
  const account = await identityTables(kysely).selectFrom('user').select('email')
    .where((eb) => eb.or([eb('id', '=', link.user_id ?? ''), eb('email', '=', link.email ?? '')])).executeTakeFirst()
  return {
    purpose: link.purpose, email: link.email ?? account?.email ?? null, workspaceName: workspace?.name ?? null, role: link.role as Role | null,
    expiresAt: link.expires_at.toISOString(), hasAccount: account !== undefined,
  }
}

/** Unknown, used and expired are answered alike, as not found. */
export async function findLink(db: Kysely<Tables>, token: string): Promise<LinkRow> {
  const link = await identityTables(db).selectFrom('link').selectAll()
    .where('digest', '=', digestOf(token)).where('used_at', 'is', null).where('expires_at', '>', sql<Date>`app.now()`).executeTakeFirst()
  if (!link) throw spentLink()
  return link
}

/** One caller wins, and only if the transaction commits. */
export async function takeLink(db: Kysely<Tables>, token: string): Promise<LinkRow> {
  const link = await identityTables(db).updateTable('link').set({ used_at: sql<Date>`app.now()` })
    .where('digest', '=', digestOf(token)).where('used_at', 'is', null).where('expires_at', '>', sql<Date>`app.now()`).returningAll().executeTakeFirst()
  if (!link) throw spentLink()
  return link
}

function spentLink(): DomainError {
  return new DomainError('not_found', 404, {
    ja: 'このリンクは使えません。期限が切れたか、すでに使われています。新しいリンクを依頼してください。',
    en: 'This link cannot be used. It has expired or was used already. Ask for a new one.',
  })
}

function sharedAccount(): NotAllowedNow {
  return new NotAllowedNow('shared_account', {
    ja: 'この人はほかのワークスペースにも所属しているため、ここからは再設定できません。サーバーの管理者に npm run admin での再設定を依頼してください。',
    en: 'This person also belongs to another workspace, so the login cannot be reset from here. Ask the operator of the server to use npm run admin.',
  })
}
