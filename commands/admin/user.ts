import { text as readAll } from 'node:stream/consumers'
import { z } from 'zod'
import type { Parts } from '../../assemble.ts'
import { InvalidInput, NotFound } from '../../core/errors.ts'
import { parseInput } from '../../core/guard.ts'
import { line } from '../../core/input.ts'
import type { LinkMade } from '../../core/ports/identity.ts'
import { changeMember } from '../../core/team/change-member.ts'
import { resetMember } from '../../core/team/reset-member.ts'
import { Role } from '../../core/team/team.ts'
import { createUserByOperator, secondSteps } from '../../storage/identity/operator.ts'
import type { Outcome } from './command.ts'
import { findTeams, findWorkspace, operatorOf } from './find-workspace.ts'
import type { Given } from './parse.ts'
import { withParts } from './with-parts.ts'

const NewUserInput = z.strictObject({ email: z.email().max(200).transform((value) => value.toLowerCase()), name: line(100), role: Role })

export function createUser(given: Given): Promise<Outcome> {
  const input = parseInput(NewUserInput, { email: given.need('email'), name: given.need('name'), role: given.need('role') })
  return withParts(async ({ parts }) => {
    const workspace = await findWorkspace(parts, given.one('workspace'))
    const teamIds = await findTeams(parts, workspace.id, given.many('team'))
    const password = given.flag('password-stdin') ? readPassword(await readAll(process.stdin)) : null
    const { userId, hadAccount } = await createUserByOperator({ kysely: parts.storage.kysely, withinWorkspace: parts.withinWorkspace }, workspace.scope, { ...input, teamIds, password })
    const made = `${input.name} <${input.email}> を ${workspace.name} に ${input.role} として追加しました。 / Added to ${workspace.name} as ${input.role}.`
    if (hadAccount) return { data: { userId, workspaceId: workspace.id, link: null, hadAccount }, lines: [made, 'すでにアカウントがあります。これまでのパスワードでログインできます。 / The account was there already; its password stays.'] }
    if (password !== null) return { data: { userId, workspaceId: workspace.id, link: null, hadAccount }, lines: [made] }
    const link = linkOf(parts, await parts.identity.createResetLinkByOperator(userId))
    return { data: { userId, workspaceId: workspace.id, link, hadAccount }, lines: [made, ...linkLines(link)] }
  })
}

export function listUsers(given: Given): Promise<Outcome> {
  return withParts(async ({ parts }) => {
    const only = given.one('workspace') === undefined ? null : await findWorkspace(parts, given.one('workspace'))
    const rows = await parts.storage.kysely.selectFrom('member').innerJoin('workspace', 'workspace.id', 'member.workspace_id')
      .select(['member.user_id', 'member.name', 'member.email', 'member.role', 'member.state', 'workspace.id as workspaceId', 'workspace.name as workspaceName'])
      .$if(only !== null, (query) => query.where('member.workspace_id', '=', only!.id)).orderBy('workspace.created_at').orderBy('member.email').execute()
    const totp = await secondSteps(parts.storage.kysely, rows.map((row) => row.user_id))
    const data = rows.map(({ user_id: userId, ...row }) => ({ userId, ...row, totp: totp.has(userId) }))
    return { data, lines: data.map((row) => `${row.email}  ${row.name}  ${row.role}  ${row.state}${row.totp ? '  totp' : ''}  ${row.workspaceName}`) }
  })
}

/** Ends what sessions there are: whoever asks for this may have lost a device. */
export function resetUser(given: Given): Promise<Outcome> {
  return withParts(async ({ parts }) => {
    const { userId, places } = await findPerson(parts, given.words[0]!)
    for (const workspaceId of places) await parts.inWorkspace(operatorOf(workspaceId), (ctx) => resetMember(ctx, { userId }))
    const link = linkOf(parts, await parts.identity.createResetLinkByOperator(userId, { dropTotp: given.flag('totp') }))
    await parts.identity.endSessions(userId)
    const dropped = given.flag('totp') ? ['2段階認証を解除しました。 / Two-step sign-in is off.'] : []
    return { data: { userId, link, totpDropped: given.flag('totp') }, lines: ['ログイン中の端末をすべてログアウトしました。 / All sessions are ended.', ...dropped, ...linkLines(link)] }
  })
}

export function suspendUser(given: Given): Promise<Outcome> {
  return changeState(given, 'suspended')
}

export function resumeUser(given: Given): Promise<Outcome> {
  return changeState(given, 'active')
}

function changeState(given: Given, state: 'suspended' | 'active'): Promise<Outcome> {
  return withParts(async ({ parts }) => {
    const { userId, places } = await findPerson(parts, given.words[0]!)
    const only = given.one('workspace') === undefined ? null : await findWorkspace(parts, given.one('workspace'))
    if (only && !places.includes(only.id)) throw nobody(given.words[0]!)
    const changed = only ? [only.id] : places
    for (const workspaceId of changed) await parts.inWorkspace(operatorOf(workspaceId), (ctx) => changeMember(ctx, { userId, state }))
    if (state === 'suspended') await parts.identity.endSessions(userId)
    const said = state === 'suspended' ? '停止しました。ログイン中の端末も終了しました。 / Suspended; all sessions are ended.' : '再開しました。 / Resumed.'
    return { data: { userId, state, workspaceIds: changed }, lines: [`${given.words[0]!}: ${said}`] }
  })
}

async function findPerson({ storage }: Parts, email: string): Promise<{ userId: string; places: string[] }> {
  const rows = await storage.kysely.selectFrom('member').select(['user_id', 'workspace_id']).where('email', '=', email.toLowerCase()).orderBy('workspace_id').execute()
  if (rows.length === 0) throw nobody(email)
  return { userId: rows[0]!.user_id, places: rows.map((row) => row.workspace_id) }
}

function nobody(email: string): NotFound {
  return new NotFound({ ja: `メンバー ${email}`, en: `member ${email}` })
}

/** The line's end belongs to the shell. */
function readPassword(text: string): string {
  const password = text.replace(/\r?\n$/, '')
  if (password.length >= 10 && password.length <= 200) return password
  throw new InvalidInput({ ja: '標準入力のパスワードは 10 文字以上 200 文字以下にしてください。', en: 'The password on standard input needs 10 to 200 characters.' })
}

function linkOf(parts: Parts, { token, expiresAt }: LinkMade): { url: string; expiresAt: string } {
  return { url: new URL(`/link/${token}`, parts.config.publicUrl).href, expiresAt }
}

function linkLines({ url }: { url: string }): string[] {
  return ['次のリンクでパスワードを決められます（一度だけ、48 時間有効）。 / Choose a password by this link (one use, 48 hours):', `  ${url}`]
}
