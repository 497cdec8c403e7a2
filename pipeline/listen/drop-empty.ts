import { sql } from 'kysely'
import { authorKey, postKey } from '../../core/mention/forgotten-keys.ts'
import { messageOf, next, type Item, type Result, type Work } from './item.ts'

/** Drops what says nothing, what was deleted before it came, and whoever asked to be forgotten. */
export async function dropEmpty(items: readonly Item[], work: Work): Promise<Result[]> {
  const keys = items.map((item) => (messageOf(item) === null ? null : { workspaceId: item.row.workspace_id, author: keyOfAuthor(item, work), post: keyOfPost(item, work) }))
  const forgotten = await findForgotten(keys.filter((key) => key !== null), work)
  return items.map((item, place) => {
    const message = messageOf(item)
    if (!message) return next
    if (forgotten.has(keys[place]!.author)) return { kind: 'drop', reason: 'the author asked to be forgotten', erase: true }
    if (forgotten.has(keys[place]!.post)) return { kind: 'drop', reason: 'it was deleted at its network', erase: true }
    const says = message.text.trim() !== '' || message.media.length > 0 || message.kind === 'repost' || (message.title ?? '').trim() !== ''
    return says ? next : { kind: 'drop', reason: 'no text and no media' }
  })
}

/** Suppressed authors and tombstones of the page, in one statement. */
async function findForgotten(keys: readonly { workspaceId: string; author: string; post: string }[], work: Work): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const { rows } = await sql<{ key: string }>`
    with page as (select * from unnest(${keys.map((key) => key.workspaceId)}::uuid[],
      ${keys.map((key) => key.author)}::text[], ${keys.map((key) => key.post)}::text[]) as p (workspace_id, author, post))
    select author as key from page join suppression s on s.workspace_id = page.workspace_id and s.author_hash = page.author
    union all
    select post from page join tombstone t on t.workspace_id = page.workspace_id and t.key_hash = page.post`.execute(work.db)
  return new Set(rows.map((row) => row.key))
}

function keyOfAuthor(item: Item, work: Work): string {
  return authorKey(work.pipeline.ports.digest, item.row.workspace_id, item.row.network, messageOf(item)!.author.externalId)
}

function keyOfPost(item: Item, work: Work): string {
  return postKey(work.pipeline.ports.digest, item.row.workspace_id, item.row.network, messageOf(item)!.externalId)
}
