import { Client } from 'pg'

/**
 * The people of the database, the same after every start. `kikimimi` owns the database and is bound by row-level security like
 * anybody else; `kikimimi_member` is the role that a workspace's transaction changes to. Membership is not inherited: a policy for
 * members must not let the owner's sessions through by accident.
 */
export async function ensureRoles(superuserConnectionString: string): Promise<void> {
  const client = new Client({ connectionString: superuserConnectionString })
  await client.connect()
  try {
    for (const [role, login] of [['kikimimi', 'LOGIN'], ['kikimimi_member', 'NOLOGIN']]) {
      const found = await client.query('select 1 from pg_roles where rolname = $1', [role])
      if (found.rowCount === 0) await client.query(`create role ${role}`)
      await client.query(`alter role ${role} ${login} nosuperuser nobypassrls nocreaterole nocreatedb noreplication`)
    }
    await client.query('grant kikimimi_member to kikimimi with inherit false, set true')
    const database = await client.query("select 1 from pg_database where datname = 'kikimimi'")
    // A copy of the template through the log costs no checkpoint.
    if (database.rowCount === 0) await client.query('create database kikimimi owner kikimimi strategy wal_log')
  } finally {
    await client.end()
  }
}
