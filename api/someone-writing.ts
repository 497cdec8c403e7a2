import type { Context as HonoContext } from 'hono'
import { DomainError } from '../core/errors.ts'
import { requireVisibleConversation } from '../core/team/visible.ts'
import type { Env } from './deps.ts'

/** Two answers to one customer are worse than one that waits for a yes. @throws DomainError `someone-writing` with the names */
export async function refuseWhileOthersWrite(c: HonoContext<Env>, conversationId: string): Promise<void> {
  const { deps, hub, scope } = c.var
  await hub.start()
  const people = hub.presence.here(scope.workspaceId, conversationId).filter((person) => person.writing && person.id !== scope.actor.id)
  if (people.length === 0) return
  // Who may not see the conversation must not learn who is in it.
  await deps.inWorkspace(scope, (ctx) => requireVisibleConversation(ctx, conversationId))
  const names = people.map((person) => person.name)
  throw new DomainError('someone-writing', 409, {
    ja: `${names.join('、')}さんもこの会話に返信を書いています。このまま送信しますか。`,
    en: `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} writing an answer here too. Send yours anyway?`,
  }, { details: { people } })
}
