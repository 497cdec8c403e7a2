import type { Kysely } from 'kysely'
import { DomainError, InvalidInput } from '../../core/errors.ts'
import { appendEvent } from '../../core/event/append-event.ts'
import type { SignInAnswer, UseLinkInput, Visitor } from '../../core/ports/identity.ts'
import type { Tables } from '../../core/tables.ts'
import type { Role } from '../../core/team/team.ts'
import { createAccount, findAccount, setPassword } from './accounts.ts'
import { authenticate } from './authenticate.ts'
import { call, wrongPassword } from './call.ts'
import { findLink, takeLink, type LinkRow } from './links.ts'
import type { Parts } from './parts.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { announceEnd, deleteSessions } from './sessions.ts'
import { requireMembership, signIn } from './sign-in.ts'
import { identityTables } from './tables.ts'

type Used = SignInAnswer & { userId: string; workspaceId: string | null; joined: boolean }

/** Passwords are hashed or checked before the transaction, the link is taken inside it, the session comes after it. */
export async function useLink(parts: Parts, token: string, input: UseLinkInput, visitor: Visitor): Promise<Used> {
  const link = await parts.attempts.guard({ address: visitor.address }, () => findLink(parts.kysely, token))
  if (link.purpose === 'invite') return acceptInvitation(parts, token, link, input, visitor)
  if (link.purpose === 'reset') return resetPassword(parts, token, link, input, visitor)
  if (link.purpose === 'signin') return signInByLink(parts, token, link, visitor)
  throw new DomainError('use_setup', 422, { ja: 'これは初回設定のリンクです。初回設定の画面で開いてください。', en: 'This link belongs to the set-up. Open it on the set-up page.' })
}

async function acceptInvitation(parts: Parts, token: string, link: LinkRow, input: UseLinkInput, visitor: Visitor): Promise<Used> {
  const email = link.email!
  const account = await findAccount(parts.kysely, email)
  const who = await authenticate(parts, visitor.headers)
  const alreadyIn = account !== undefined && who?.kind === 'user' && who.user.id === account.id
  if (account && !alreadyIn) await requirePassword(parts, email, account.passwordHash, input, visitor)
  const passwordHash = account ? '' : await hashPassword(newPassword(input))
  const name = account ? await nameOf(parts.kysely, account.id) : requireName(input)
  const userId = await parts.kysely.transaction().execute(async (db) => {
    await takeLink(db, token)
    const id = account?.id ?? await createAccount(db, { name, email, passwordHash })
    await join(parts, db, link, { id, name, email })
    return id
  })
  const answer = alreadyIn ? { next: 'signed-in' as const, cookies: [] } : await signIn(parts, { email, password: input.password! }, visitor)
  return { ...answer, userId, workspaceId: link.workspace_id, joined: true }
}

async function join(parts: Parts, db: Kysely<Tables>, link: LinkRow, person: { id: string; name: string; email: string }): Promise<void> {
  const workspaceId = link.workspace_id!
  const role = link.role as Role
  await db.insertInto('member').values({ workspace_id: workspaceId, user_id: person.id, name: person.name, email: person.email, role })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'user_id']).doUpdateSet((eb) => ({ role, state: 'active', version: eb('member.version', '+', 1) }))
      // Who is a member already keeps the role that an administrator gave since.
      .where('member.state', '<>', 'active')).execute()
  const teams = link.team_ids.length === 0 ? [] : await db.selectFrom('team').select('id').where('workspace_id', '=', workspaceId).where('id', 'in', link.team_ids).execute()
  for (const team of teams) {
    await db.insertInto('team_member').values({ workspace_id: workspaceId, team_id: team.id, user_id: person.id }).onConflict((conflict) => conflict.doNothing()).execute()
  }
  const scope = { workspaceId, actor: { kind: 'user' as const, id: person.id, name: person.name }, role, teamIds: link.team_ids, channels: [] }
  await parts.withinWorkspace(db, scope, (ctx) => appendEvent(ctx, {
    name: 'member.joined', subject: { kind: 'member', id: person.id }, data: { role, invitedBy: link.created_by },
  }))
}

async function resetPassword(parts: Parts, token: string, link: LinkRow, input: UseLinkInput, visitor: Visitor): Promise<Used> {
  const userId = link.user_id!
  const passwordHash = await hashPassword(newPassword(input))
  await parts.kysely.transaction().execute(async (db) => {
    await takeLink(db, token)
    await setPassword(db, userId, passwordHash)
    await deleteSessions(db, userId)
  })
  await announceEnd(parts, userId)
  const { email } = await identityTables(parts.kysely).selectFrom('user').select('email').where('id', '=', userId).executeTakeFirstOrThrow()
  return { ...(await signIn(parts, { email, password: input.password! }, visitor)), userId, workspaceId: link.workspace_id, joined: false }
}

async function signInByLink(parts: Parts, token: string, link: LinkRow, visitor: Visitor): Promise<Used> {
  const userId = link.user_id!
  await takeLink(parts.kysely, token)
  const { cookies, response } = await call(parts.auth.api.signInByLink({ body: { userId }, headers: visitor.headers, returnHeaders: true }))
  if (response.token === null) throw wrongPassword()
  await requireMembership(parts, userId, response.token)
  return { next: 'signed-in', cookies, userId, workspaceId: link.workspace_id, joined: false }
}

async function requirePassword(parts: Parts, email: string, hash: string | null, input: UseLinkInput, visitor: Visitor): Promise<void> {
  const password = input.password
  if (password === undefined) throw new InvalidInput({ ja: 'お持ちのアカウントのパスワードを入力してください。', en: 'Enter the password of your account.' }, { issues: [{ path: 'password', code: 'required', message: 'required' }] })
  await parts.attempts.guard({ account: email, address: visitor.address }, async () => {
    if (hash === null || !(await verifyPassword({ hash, password }))) throw wrongPassword()
  })
}

function newPassword(input: UseLinkInput): string {
  if (input.password !== undefined && input.password.length >= 10) return input.password
  throw new InvalidInput({ ja: 'パスワードは 10 文字以上にしてください。', en: 'Choose a password of at least 10 characters.' }, { issues: [{ path: 'password', code: 'too_small', message: 'too short' }] })
}

function requireName(input: UseLinkInput): string {
  if (input.name !== undefined) return input.name
  throw new InvalidInput({ ja: '名前を入力してください。', en: 'Enter your name.' }, { issues: [{ path: 'name', code: 'required', message: 'required' }] })
}

async function nameOf(db: Kysely<Tables>, userId: string): Promise<string> {
  return (await identityTables(db).selectFrom('user').select('name').where('id', '=', userId).executeTakeFirstOrThrow()).name
}
