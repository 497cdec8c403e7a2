import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Scope, WithinWorkspace } from '../../core/context.ts'
import { Conflict } from '../../core/errors.ts'
import { appendEvent } from '../../core/event/append-event.ts'
import type { Tables } from '../../core/tables.ts'
import type { Role } from '../../core/team/team.ts'
import { createAccount, findAccount } from './accounts.ts'
import { hashPassword } from './password.ts'
import { identityTables } from './tables.ts'

export interface NewUser {
  email: string
  name: string
  role: Role
  teamIds: readonly string[]
  /** Null: nobody knows it, and the person chooses one by a one-time link. */
  password: string | null
}

interface OperatorParts {
  kysely: Kysely<Tables>
  withinWorkspace: WithinWorkspace
}

/**
 * For the person at the machine: account and membership at once, without an invitation. Somebody who has an account already, from
 * another workspace, keeps it and its password. @throws Conflict for who is a member already.
 */
export async function createUserByOperator({ kysely, withinWorkspace }: OperatorParts, scope: Scope, user: NewUser): Promise<{ userId: string; hadAccount: boolean }> {
  // Hashing is slow on purpose; no transaction waits for it.
  const passwordHash = await hashPassword(user.password ?? randomBytes(32).toString('base64url'))
  return kysely.transaction().execute(async (db) => {
    const account = await findAccount(db, user.email)
    const userId = account?.id ?? await createAccount(db, { name: user.name, email: user.email, passwordHash })
    const { workspaceId } = scope
    const joined = await db.insertInto('member').values({ workspace_id: workspaceId, user_id: userId, name: user.name, email: user.email, role: user.role })
      .onConflict((conflict) => conflict.doNothing()).returning('user_id').executeTakeFirst()
    if (!joined) throw new Conflict({ ja: `${user.email} はすでにメンバーです。`, en: `${user.email} is a member already.` })
    for (const teamId of user.teamIds) await db.insertInto('team_member').values({ workspace_id: workspaceId, team_id: teamId, user_id: userId }).execute()
    await withinWorkspace(db, scope, (ctx) => appendEvent(ctx, { name: 'member.joined', subject: { kind: 'member', id: userId }, data: { role: user.role } }))
    return { userId, hadAccount: account !== undefined }
  })
}

/** Every account of this installation that is a member somewhere, and whether its sign-in has a second step. */
export async function secondSteps(kysely: Kysely<Tables>, userIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (userIds.length === 0) return new Set()
  const rows = await identityTables(kysely).selectFrom('user').select('id').where('id', 'in', [...userIds]).where('twoFactorEnabled', '=', true).execute()
  return new Set(rows.map((row) => row.id))
}

/** After a restore: who was signed out or suspended since the back-up must not come back in, and links used since must not work again. */
export async function forgetWaysIn(kysely: Kysely<Tables>): Promise<void> {
  await identityTables(kysely).deleteFrom('session').execute()
  await identityTables(kysely).deleteFrom('link').where('used_at', 'is', null).execute()
}
