import type { Migration } from 'kysely/migration'
import * as first from './001-first.ts'
import * as identity from './002-identity.ts'

/** In order. A migration that has been released is never changed. */
export const migrations: Record<string, Migration> = {
  '001-first': first,
  '002-identity': identity,
}
