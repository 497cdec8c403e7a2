import type { Kysely } from 'kysely'
import { newId } from '../../core/id.ts'
import type { Tables } from '../../core/tables.ts'
import { identityTables } from './tables.ts'

/** An account with a password, as the sign-in library reads it. Takes the hash, so that no transaction waits for it to be made. */
export async function createAccount(db: Kysely<Tables>, person: { name: string; email: string; passwordHash: string }): Promise<string> {
  const id = newId()
  const identity = identityTables(db)
  await identity.insertInto('user').values({ id, name: person.name, email: person.email, emailVerified: true, twoFactorEnabled: false }).execute()
  await identity.insertInto('account').values({ id: newId(), accountId: id, providerId: 'credential', userId: id, password: person.passwordHash }).execute()
  return id
}

export async function setPassword(db: Kysely<Tables>, userId: string, passwordHash: string): Promise<void> {
  await identityTables(db).updateTable('account').set({ password: passwordHash, updatedAt: new Date() })
    .where('userId', '=', userId).where('providerId', '=', 'credential').execute()
}

export async function findAccount(db: Kysely<Tables>, email: string): Promise<{ id: string; passwordHash: string | null } | undefined> {
  return identityTables(db).selectFrom('user').leftJoin('account', (join) => join.onRef('account.userId', '=', 'user.id').on('account.providerId', '=', 'credential'))
    .select(['user.id', 'account.password as passwordHash']).where('user.email', '=', email).executeTakeFirst()
}
