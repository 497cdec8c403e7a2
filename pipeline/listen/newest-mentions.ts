import { mentionOf, type Item } from './item.ts'

/** A page may hold a mention twice, from two channels or with an edit: the newest version is written, sorted against deadlocks. */
export function newestMentions(items: readonly Item[]): Item[] {
  const newest = new Map<string, Item>()
  for (const item of items) {
    if (mentionOf(item) === null) continue
    const known = newest.get(mentionKey(item))
    if (!known || mentionOf(item)!.version > mentionOf(known)!.version) newest.set(mentionKey(item), item)
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
}

export function mentionKey(item: Item): string {
  return `${item.row.workspace_id}/${item.row.network}/${mentionOf(item)!.externalId}`
}

/** What a conversation is told of a mention that has its place. */
export function arrivalOf(item: Item, conversationId: string) {
  const mention = mentionOf(item)!
  return {
    workspaceId: item.row.workspace_id, conversationId, mentionId: item.place!.mentionId, authorId: item.authorId!, arrival: item.place!.arrival,
    publishedAt: mention.publishedAt, repost: mention.kind === 'repost', replyToken: mention.replyToken ?? null,
  }
}
