import { sql, type RawBuilder } from 'kysely'

/** The database's clock, which tests may move; due times and leases never follow JavaScript's. */
export function databaseNow(): RawBuilder<Date> {
  return sql<Date>`app.now()`
}

export function iso(at: Date): string {
  return at.toISOString()
}

export function isoOrNull(at: Date | null): string | null {
  return at === null ? null : at.toISOString()
}
