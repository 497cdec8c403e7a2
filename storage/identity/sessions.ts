import type { Kysely } from 'kysely'
import type { Tables } from '../../core/tables.ts'
import type { Parts } from './parts.ts'
import { identityTables } from './tables.ts'

/** The channel on which all processes hear whose sessions ended. */
export const sessionsChannel = 'kikimimi_sessions'

/** At once: the next request is refused and open streams close. */
export async function endSessions(parts: Parts, userId: string): Promise<void> {
  await deleteSessions(parts.kysely, userId)
  await announceEnd(parts, userId)
}

export async function deleteSessions(db: Kysely<Tables>, userId: string): Promise<void> {
  await identityTables(db).deleteFrom('session').where('userId', '=', userId).execute()
}

export async function announceEnd(parts: Parts, userId: string): Promise<void> {
  await parts.notify(sessionsChannel, JSON.stringify({ userId }))
}
