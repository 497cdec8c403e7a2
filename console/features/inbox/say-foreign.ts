import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import type { ItemChanged } from '../../app/live.ts'
import type { InboxWords } from './words.ts'

/** What somebody else just did to the open conversation. */
export function sayForeign({ actor, name }: ItemChanged, before: ConversationRow, after: ConversationRow, words: InboxWords): string {
  const who = actor.name ? words.by.san(actor.name) : words.by.someone
  if (before.state !== after.state) return words.by[after.state](who)
  const to = after.assignee?.name ?? after.team?.name
  if ((before.assignee?.id !== after.assignee?.id || before.team?.id !== after.team?.id) && to) return words.by.assigned(who, words.by.san(to))
  const did = words.events.names[name]
  return did ? words.events.joined(who, did) : words.by.changed(who)
}
