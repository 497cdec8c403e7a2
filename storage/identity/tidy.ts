import { sql } from 'kysely'
import type { Parts } from './parts.ts'

/** Forgets what has run out: sessions, half-made sign-ins, one-time links of last month, counted failures. Does no harm when every process does it. */
export async function tidy({ kysely }: Parts): Promise<void> {
  await sql`delete from identity.session where "expiresAt" < now()`.execute(kysely)
  await sql`delete from identity.verification where "expiresAt" < now()`.execute(kysely)
  await sql`delete from identity.link where expires_at < app.now() - interval '30 days'`.execute(kysely)
  await sql`delete from identity.rate_limit where expire < extract(epoch from now()) * 1000`.execute(kysely)
}
