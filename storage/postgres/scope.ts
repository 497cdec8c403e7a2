import { sql, type Kysely } from 'kysely'
import type { AsSystem, InWorkspace, Ports, WithinWorkspace } from '../../core/context.ts'
import type { Db, Tables } from '../../core/tables.ts'

/**
 * The only place where a workspace is chosen. Inside, the transaction runs under a role that row-level security binds,
 * so that a forgotten `where` shows nothing instead of another company's mentions.
 */
export function makeInWorkspace(kysely: Kysely<Tables>, ports: Ports): InWorkspace {
  return function inWorkspace(scope, work) {
    return kysely.transaction().execute(async (db) => {
      await bindWorkspace(db, scope.workspaceId)
      return work({ db, scope, ports })
    })
  }
}

export function makeAsSystem(kysely: Kysely<Tables>): AsSystem {
  return function asSystem(work) {
    return kysely.transaction().execute((db) => work(db))
  }
}

/** One round trip: the setting and the role end with the transaction. */
export async function bindWorkspace(db: Db, workspaceId: string): Promise<void> {
  await sql`select set_config('app.workspace', ${workspaceId}, true), set_config('role', 'kikimimi_member', true)`.execute(db)
}

/**
 * For the pipeline, which writes a page as the system role and then calls verbs of each workspace in it:
 * binds, runs, and goes back to the system role in the same transaction.
 */
export function makeWithinWorkspace(ports: Ports): WithinWorkspace {
  return async function withinWorkspace(db, scope, work) {
    await bindWorkspace(db, scope.workspaceId)
    const result = await work({ db, scope, ports })
    await sql`select set_config('app.workspace', '', true), set_config('role', 'none', true)`.execute(db)
    return result
  }
}
