import { sql, type RawBuilder } from 'kysely'
import type { AuthorView } from '../mention/mention.ts'

/** An AuthorView built in SQL from the profile table under `alias`. The picture is our own copy, never the network's address. */
export function authorJson(alias: string): RawBuilder<AuthorView> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<AuthorView>`jsonb_build_object('id', ${column('id')}, 'network', ${column('network')}, 'externalId', ${column('external_id')},
    'handle', ${column('handle')}, 'name', ${column('name')}, 'followers', ${column('followers')},
    'avatarUrl', case when ${column('avatar_media_id')} is not null then '/api/avatars/' || ${column('id')}::text end)`
}
