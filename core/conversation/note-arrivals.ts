import { sql } from 'kysely'
import type { Db } from '../tables.ts'
import type { Arrival } from './on-new-mention.ts'

/**
 * A conversation's own facts after new mentions: newest mention, counts, who waits since when, the way to answer. Locks the
 * conversations in sorted order, so that two pages never wait for each other. The version stays: nobody's form is out of date by it.
 */
export async function noteArrivals(db: Db, arrivals: readonly Arrival[]): Promise<void> {
  if (arrivals.length === 0) return
  const came = [...Map.groupBy(arrivals, (arrival) => arrival.conversationId)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, own]) => ({ id, ...summariseArrivals(own) }))
  await sql`
    with came as materialized (
      select * from unnest(
        ${came.map((row) => row.id)}::uuid[], ${came.map((row) => row.count)}::int[], ${came.map((row) => row.arrival)}::bigint[],
        ${came.map((row) => row.newest.mentionId)}::uuid[], ${came.map((row) => row.newest.publishedAt)}::timestamptz[], ${came.map((row) => row.newest.authorId)}::uuid[],
        ${came.map((row) => row.waitsSince)}::timestamptz[], ${came.map((row) => row.onlyReposts)}::boolean[],
        ${came.map((row) => row.token?.token ?? null)}::text[], ${came.map((row) => row.token?.expiresAt ?? null)}::timestamptz[])
      as came (id, count, arrival, mention_id, at, author_id, waits_since, only_reposts, token, token_expires_at)),
    held as materialized (select c.id from conversation c where c.id in (select id from came) order by c.id for update)
    update conversation c set
      last_mention_id = case when c.last_mention_id is null or came.at >= c.last_mention_at then came.mention_id else c.last_mention_id end,
      last_mention_at = case when c.last_mention_id is null then came.at else greatest(c.last_mention_at, came.at) end,
      profile_id = case when c.last_mention_id is null then came.author_id else c.profile_id end,
      mention_count = c.mention_count + came.count, arrival = greatest(c.arrival, came.arrival),
      sorting = case when c.mention_count = 0 and came.only_reposts then 'repost' when c.sorting = 'repost' and not came.only_reposts then 'normal' else c.sorting end,
      waiting_since = case when c.last_reply_at is null or c.last_reply_at < came.at then least(c.waiting_since, came.waits_since) else c.waiting_since end,
      reply_token = coalesce(came.token, c.reply_token), reply_token_expires_at = coalesce(came.token_expires_at, c.reply_token_expires_at),
      updated_at = (select app.now())
    from came join held using (id) where c.id = came.id`.execute(db)
}

/** The same facts of a conversation that begins with these mentions, so that it is written once. */
export function summariseArrivals(own: readonly Arrival[]) {
  const inOrder = own.toSorted((a, b) => (a.publishedAt < b.publishedAt ? -1 : 1))
  const asking = inOrder.filter((arrival) => !arrival.repost)
  return {
    count: own.length, newest: inOrder.at(-1)!, arrival: Math.max(...own.map((arrival) => arrival.arrival)),
    waitsSince: asking[0]?.publishedAt ?? null, onlyReposts: asking.length === 0, token: inOrder.findLast((arrival) => arrival.replyToken !== null)?.replyToken ?? null,
  }
}

/** Takes back what a beginning conversation was given for mentions that turned out to be known already. */
export async function forgetArrivals(db: Db, conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length === 0) return
  await sql`
    update conversation set last_mention_id = null, mention_count = 0, sorting = 'normal', waiting_since = null, reply_token = null, reply_token_expires_at = null
     where id = any(${[...conversationIds].sort()}::uuid[])`.execute(db)
}
