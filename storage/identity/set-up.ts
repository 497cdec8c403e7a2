import { sql } from 'kysely'
import { systemScope } from '../../core/context.ts'
import { Conflict } from '../../core/errors.ts'
import { appendEvent } from '../../core/event/append-event.ts'
import { newId } from '../../core/id.ts'
import type { LinkMade, SetUpInput, SignInAnswer, Visitor } from '../../core/ports/identity.ts'
import { createAccount } from './accounts.ts'
import { createLink, findLink, takeLink } from './links.ts'
import type { Parts } from './parts.ts'
import { hashPassword } from './password.ts'
import { signIn } from './sign-in.ts'
import { identityTables } from './tables.ts'

export async function needsSetup({ kysely }: Parts): Promise<boolean> {
  const user = await identityTables(kysely).selectFrom('user').select('id').limit(1).executeTakeFirst()
  return user === undefined
}

export async function setupLink({ kysely }: Parts): Promise<LinkMade> {
  return kysely.transaction().execute(async (db) => {
    await identityTables(db).deleteFrom('link').where('purpose', '=', 'setup').where('used_at', 'is', null).execute()
    return createLink(db, { purpose: 'setup' })
  })
}

/** Workspace, administrator and account in one transaction, only while nobody exists. */
export async function setUp(parts: Parts, input: SetUpInput, visitor: Visitor): Promise<SignInAnswer & { workspaceId: string; userId: string }> {
  await parts.attempts.guard({ address: visitor.address }, () => findLink(parts.kysely, input.token))
  const passwordHash = await hashPassword(input.password)
  const workspaceId = newId()
  const userId = await parts.kysely.transaction().execute(async (db) => {
    await sql`select pg_advisory_xact_lock(hashtext('kikimimi set-up'))`.execute(db)
    const link = await takeLink(db, input.token)
    if (link.purpose !== 'setup' || !(await needsSetup({ ...parts, kysely: db }))) throw alreadySetUp()
    const id = await createAccount(db, { name: input.name, email: input.email, passwordHash })
    await db.insertInto('workspace').values({ id: workspaceId, name: input.workspaceName, outbound_pause_reason: null }).execute()
    await db.insertInto('member').values({ workspace_id: workspaceId, user_id: id, name: input.name, email: input.email, role: 'administrator' }).execute()
    await parts.withinWorkspace(db, systemScope(workspaceId, 'set-up'), async (ctx) => {
      await appendEvent(ctx, { name: 'workspace.created', subject: { kind: 'workspace', id: workspaceId }, detail: { name: input.workspaceName } })
      await appendEvent(ctx, { name: 'member.joined', subject: { kind: 'member', id }, data: { role: 'administrator' } })
    })
    return id
  })
  return { ...(await signIn(parts, input, visitor)), workspaceId, userId }
}

function alreadySetUp(): Conflict {
  return new Conflict({ ja: '初回設定はすでに終わっています。ログインしてください。', en: 'The set-up is already done. Sign in.' })
}
