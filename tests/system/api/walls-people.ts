import type { Company } from '../core/company.ts'
import type { TestDatabase } from '../../support/database.ts'

/** One more person; answers the id. */
export async function seedExtraPerson({ kysely }: TestDatabase, company: Company, person: { name: string; role: string; team: string }): Promise<string> {
  const id = `user-extra-${company.workspace.id.slice(-6)}`
  await kysely.insertInto('member').values({ workspace_id: company.workspace.id, user_id: id, name: person.name, email: `extra@${company.workspace.id.slice(-6)}.example.jp`, role: person.role }).execute()
  await kysely.insertInto('team_member').values({ workspace_id: company.workspace.id, team_id: person.team, user_id: id }).execute()
  return id
}
