import { sql } from 'kysely'
import { onOurReplies } from '../../core/conversation/on-our-replies.ts'
import { newId } from '../../core/id.ts'
import { tieOwnMessages } from '../../core/outbound/tie-own-messages.ts'
import { cleanText } from '../../core/text.ts'
import { next, type Item, type Result, type Work } from './item.ts'

/** What our own account wrote: tied to the action that sent it, else a reply made outside the product. */
export async function storeOwn(items: readonly Item[], work: Work): Promise<Result[]> {
  const own = items.filter((item) => item.mapped?.kind === 'own')
  if (own.length === 0) return items.map(() => next)
  const tied = await tieOwnMessages(work.db, work.pipeline.withinWorkspace, own.map(toOwnMessage))
  const outside = own.filter((item) => !tied.has(ownKey(item)))
  if (outside.length > 0) await storeOutside(outside, work)
  return items.map(() => next)
}

function toOwnMessage(item: Item) {
  const message = messageOfOwn(item)
  return {
    key: ownKey(item), workspaceId: item.row.workspace_id, network: item.row.network, channelId: item.row.channel_id!,
    externalId: message.externalId, text: message.text, url: message.url, inReplyTo: message.inReplyTo, publishedAt: message.publishedAt,
  }
}

async function storeOutside(items: readonly Item[], work: Work): Promise<void> {
  const rows = items.map((item) => ({ item, message: messageOfOwn(item), id: newId() }))
  const { rows: fresh } = await sql<{ workspace_id: string; conversation_id: string; id: string; sent_at: Date }>`
    insert into reply (workspace_id, id, conversation_id, network, kind, text, media, external_id, url, made_outside, in_reply_to, sent_at, created_at, arrival)
    select workspace_id, id, conversation_id, network, kind, text, media, external_id, url, true, in_reply_to, at, at, nextval('arrival_seq')
      from unnest(${rows.map((r) => r.item.row.workspace_id)}::uuid[], ${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.item.conversationId)}::uuid[],
                  ${rows.map((r) => r.item.row.network)}::text[], ${rows.map((r) => (r.message.kind === 'direct' ? 'private' : 'public'))}::text[],
                  ${rows.map((r) => cleanText(r.message.text))}::text[], ${rows.map((r) => JSON.stringify(r.message.media))}::jsonb[],
                  ${rows.map((r) => r.message.externalId)}::text[], ${rows.map((r) => r.message.url)}::text[], ${rows.map((r) => r.message.inReplyTo)}::text[],
                  ${rows.map((r) => r.message.publishedAt)}::timestamptz[])
        as r (workspace_id, id, conversation_id, network, kind, text, media, external_id, url, in_reply_to, at)
    on conflict (workspace_id, network, external_id) do nothing
    returning workspace_id, conversation_id, id, sent_at`.execute(work.db)
  // A post of ours that answers nobody starts a conversation; only an answer ends somebody's waiting.
  const answers = new Set(rows.filter((row) => row.message.inReplyTo !== null).map((row) => row.id))
  await onOurReplies(work.db, work.pipeline.withinWorkspace, fresh.filter((row) => answers.has(row.id)).map((row) => ({
    workspaceId: row.workspace_id, conversationId: row.conversation_id, replyId: row.id, sentAt: row.sent_at, madeOutside: true,
  })))
}

function messageOfOwn(item: Item) {
  if (item.mapped?.kind !== 'own') throw new TypeError('not a message of ours')
  return item.mapped.message
}

function ownKey(item: Item): string {
  return `${item.row.workspace_id}/${item.row.network}/${messageOfOwn(item).externalId}`
}
