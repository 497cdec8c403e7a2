import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import { BadConfiguration } from '../../core/errors.ts'
import type { Tables } from '../../core/tables.ts'

/** Applies what is missing, under Kysely's own lock, so that several processes may start at once. */
export async function migrate(kysely: Kysely<Tables>, migrations: Record<string, Migration>): Promise<string[]> {
  await ensureBoundRole(kysely)
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) {
    throw new BadConfiguration({
      ja: `データベースを更新できませんでした: ${String(error)}`,
      en: `The database could not be migrated: ${String(error)}`,
    }, error)
  }
  return (results ?? []).map((result) => result.migrationName)
}

/** The role that row-level security binds. Where we may not make it, the person who may is told what to run. */
async function ensureBoundRole(kysely: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ user: string; bound: boolean; member: boolean; exempt: boolean }>`
    select current_user as "user",
           exists (select from pg_roles where rolname = 'kikimimi_member') as bound,
           case when exists (select from pg_roles where rolname = 'kikimimi_member')
                then pg_has_role(current_user, 'kikimimi_member', 'member') else false end as member,
           (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as exempt`.execute(kysely)
  const state = rows[0]!
  if (state.bound && state.member) return
  try {
    if (!state.bound) await sql`create role kikimimi_member nologin`.execute(kysely)
    await sql`grant kikimimi_member to ${sql.id(state.user)}`.execute(kysely)
  } catch (cause) {
    const commands = `CREATE ROLE kikimimi_member NOLOGIN; GRANT kikimimi_member TO "${state.user}";`
    throw new BadConfiguration({
      ja: `データベースに役割 kikimimi_member がありません。管理者として次を実行してください: ${commands}`,
      en: `The database lacks the role kikimimi_member. Run this as its administrator: ${commands}`,
    }, cause)
  }
}
