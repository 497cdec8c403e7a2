import { sql } from 'kysely'
import type { PersonName, SeededWorkspace } from '../../support/people.ts'
import type { Browser, TestApi } from './support.ts'

/** The people of a seeded workspace get accounts, and each a browser that has come in by a sign-in link. */
export async function signInEverybody(api: TestApi, workspace: SeededWorkspace): Promise<Record<PersonName, Browser>> {
  const entries = await Promise.all(Object.entries(workspace.people).map(async ([name, { actor }]) => [name, await signInPerson(api, workspace.id, actor.id)] as const))
  return Object.fromEntries(entries) as Record<PersonName, Browser>
}

export async function signInPerson(api: TestApi, workspaceId: string, userId: string): Promise<Browser> {
  await sql`insert into identity."user" (id, name, email, "emailVerified") select user_id, name, email, true from member
    where user_id = ${userId} and workspace_id = ${workspaceId} on conflict do nothing`.execute(api.db.kysely)
  const { token } = await api.identity.createSigninLink(userId)
  const browser = api.browser({ address: `192.0.2.${userId.length}` })
  const answer = await browser.post(`/api/links/${token}`, {})
  if (answer.status !== 200) throw new Error(`the sign-in link answered ${answer.status}: ${await answer.text()}`)
  return browser
}
