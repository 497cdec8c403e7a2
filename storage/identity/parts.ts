import type pg from 'pg'
import type { Kysely } from 'kysely'
import type { WithinWorkspace } from '../../core/context.ts'
import type { Tables } from '../../core/tables.ts'
import type { Attempts } from './attempts.ts'
import type { Auth } from './auth.ts'

export interface IdentityOptions {
  kysely: Kysely<Tables>
  pool: pg.Pool
  publicUrl: URL
  /** Signs cookies and seals TOTP secrets; derived from the key file, so that a copy of the database alone signs nobody in. */
  secret: string
  withinWorkspace: WithinWorkspace
  /** Tells all processes; a statement of its own. */
  notify: (channel: string, payload: string) => Promise<void>
}

export interface Parts extends IdentityOptions {
  auth: Auth
  attempts: Attempts
}
