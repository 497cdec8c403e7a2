import { sql } from 'kysely'
import { summariseArrivals } from '../../core/conversation/note-arrivals.ts'
import { newId } from '../../core/id.ts'
import { cleanText } from '../../core/text.ts'
import type { AuthorFacts } from '../../core/ports/connector.ts'
import { messageOf, next, type Item, type Result, type Work } from './item.ts'
import { arrivalOf, newestMentions } from './newest-mentions.ts'

/** Finds or starts the authors' profiles and the conversations of a page: one statement each, in sorted order so that pages never deadlock. */
export async function thread(items: readonly Item[], work: Work): Promise<Result[]> {
  const authored = items.filter((item) => authorOf(item) !== null)
  if (authored.length > 0) await findProfiles(authored, work)
  const messages = items.filter((item) => messageOf(item) !== null)
  if (messages.length > 0) await findConversations(messages, work)
  work.pipeline.failPoint('listen-threaded')
  return items.map(() => next)
}

function authorOf(item: Item): AuthorFacts | null {
  return item.mapped?.kind === 'profile' ? item.mapped.author : (messageOf(item)?.author ?? null)
}

async function findProfiles(items: readonly Item[], work: Work): Promise<void> {
  const people = new Map<string, { item: Item; author: AuthorFacts }>()
  for (const item of items) people.set(profileKey(item), { item, author: authorOf(item)! })
  const sorted = [...people].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, person]) => person)
  const asks = (item: Item, author: AuthorFacts) =>
    author.avatarUrl !== null || (author.name === null && work.pipeline.ports.connectors.get(item.row.network)?.profile !== undefined)
  const { rows } = await sql<{ id: string | null; key: string }>`
    with person as (
      select * from unnest(
        ${sorted.map(() => newId())}::uuid[], ${sorted.map(({ item }) => item.row.workspace_id)}::uuid[], ${sorted.map(({ item }) => item.row.network)}::text[],
        ${sorted.map(({ author }) => author.externalId)}::text[], ${sorted.map(({ author }) => clean(author.handle))}::text[],
        ${sorted.map(({ author }) => clean(author.name))}::text[], ${sorted.map(({ author }) => author.avatarUrl)}::text[],
        ${sorted.map(({ author }) => author.followers ?? null)}::int[], ${sorted.map(({ item }) => item.mapped!.kind === 'own')}::boolean[],
        ${sorted.map(({ item }) => item.row.channel_id)}::uuid[], ${sorted.map(({ item, author }) => asks(item, author))}::boolean[])
      as p (id, workspace_id, network, external_id, handle, name, avatar_url, followers, is_ours, channel_id, asks)),
    written as (
      insert into profile as old (workspace_id, id, network, external_id, handle, name, avatar_url, followers, is_ours, fetch_channel_id, fetch_after, first_seen_at)
      select workspace_id, id, network, external_id, handle, name, avatar_url, followers, is_ours,
             case when asks then channel_id end, case when asks then (select app.now()) end, (select app.now()) from person
      on conflict (workspace_id, network, external_id) do update
        set handle = coalesce(excluded.handle, old.handle), name = coalesce(excluded.name, old.name),
            fetch_after = case when excluded.avatar_url <> old.avatar_url then app.now() else old.fetch_after end,
            avatar_url = coalesce(excluded.avatar_url, old.avatar_url), followers = coalesce(excluded.followers, old.followers)
        where (excluded.handle, excluded.name, excluded.avatar_url, excluded.followers)
              is distinct from (old.handle, old.name, old.avatar_url, old.followers)
      returning workspace_id, network, external_id, id)
    select p.workspace_id || '/' || p.network || '/' || p.external_id as key, coalesce(written.id, known.id) as id
      from person p left join written using (workspace_id, network, external_id)
      left join profile known on known.workspace_id = p.workspace_id and known.network = p.network and known.external_id = p.external_id`.execute(work.db)
  const ids = new Map(rows.map((row) => [row.key, row.id]))
  const unseen = sorted.filter(({ item }) => ids.get(profileKey(item)) === null)
  if (unseen.length > 0) await findUnseenProfiles(unseen, ids, work)
  for (const item of items) item.authorId = ids.get(profileKey(item))!
}

/** Another page has just written them: this statement's snapshot did not see it, the next one's does. */
async function findUnseenProfiles(people: readonly { item: Item; author: AuthorFacts }[], ids: Map<string, string | null>, work: Work): Promise<void> {
  const { rows } = await sql<{ id: string; key: string }>`
    select p.workspace_id || '/' || p.network || '/' || p.external_id as key, p.id from profile p
      join unnest(${people.map(({ item }) => item.row.workspace_id)}::uuid[], ${people.map(({ item }) => item.row.network)}::text[], ${people.map(({ author }) => author.externalId)}::text[])
        as k (workspace_id, network, external_id) using (workspace_id, network, external_id)`.execute(work.db)
  for (const row of rows) ids.set(row.key, row.id)
}

/** A place in the order of arrival for each mention that may be new; a number that is not used is no harm. */
async function givePlaces(newest: readonly Item[], work: Work): Promise<void> {
  if (newest.length === 0) return
  const { rows } = await sql<{ arrival: number }>`select nextval('arrival_seq') as arrival from generate_series(1, ${newest.length}::int)`.execute(work.db)
  newest.forEach((item, place) => { item.place = { mentionId: newId(), arrival: rows[place]!.arrival } })
}

/** One that begins here is written with the facts of its mentions at once; of the others `store` knows what is new in them. */
async function findConversations(items: readonly Item[], work: Work): Promise<void> {
  const newest = newestMentions(items)
  await givePlaces(newest, work)
  const mentions = Map.groupBy(newest, conversationKey)
  const threads = new Map<string, Item>()
  for (const item of items) {
    const known = threads.get(conversationKey(item))
    // The person on the other side stands for the conversation, not we ourselves.
    if (!known || (known.mapped!.kind === 'own' && item.mapped!.kind !== 'own')) threads.set(conversationKey(item), item)
  }
  const sorted = [...threads].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
  const topics = sorted.map((item) => {
    const own = mentions.get(conversationKey(item))
    return { item, facts: own ? summariseArrivals(own.map((mention) => arrivalOf(mention, ''))) : null }
  })
  const { rows } = await sql<{ id: string | null; key: string; begins: boolean }>`
    with topic as (
      select * from unnest(
        ${topics.map(() => newId())}::uuid[], ${topics.map(({ item }) => item.row.workspace_id)}::uuid[], ${topics.map(({ item }) => item.row.channel_id)}::uuid[],
        ${topics.map(({ item }) => item.row.network)}::text[], ${topics.map(({ item }) => messageOf(item)!.conversation)}::text[],
        ${topics.map(({ item, facts }) => facts?.newest.authorId ?? item.authorId!)}::uuid[], ${topics.map(({ item }) => item.mapped!.kind === 'own')}::boolean[],
        ${topics.map(({ item, facts }) => facts?.newest.publishedAt ?? messageOf(item)!.publishedAt)}::timestamptz[], ${topics.map(({ facts }) => facts?.newest.mentionId ?? null)}::uuid[],
        ${topics.map(({ facts }) => facts?.count ?? 0)}::int[], ${topics.map(({ facts }) => facts?.arrival ?? null)}::bigint[], ${topics.map(({ facts }) => facts?.waitsSince ?? null)}::timestamptz[],
        ${topics.map(({ facts }) => facts?.onlyReposts ?? false)}::boolean[], ${topics.map(({ facts }) => facts?.token?.token ?? null)}::text[], ${topics.map(({ facts }) => facts?.token?.expiresAt ?? null)}::timestamptz[])
      as t (id, workspace_id, channel_id, network, external_key, profile_id, ours, at, mention_id, count, arrival, waits_since, only_reposts, token, token_expires_at)),
    written as (
      insert into conversation (workspace_id, id, channel_id, network, external_key, profile_id, state, last_mention_at, last_mention_id, mention_count, arrival,
          waiting_since, sorting, reply_token, reply_token_expires_at, created_at, updated_at)
      select workspace_id, id, channel_id, network, external_key, profile_id, case when ours then 'done' else 'open' end, at, mention_id, count,
             coalesce(arrival, nextval('arrival_seq')), waits_since, case when only_reposts then 'repost' else 'normal' end, token, token_expires_at,
             (select app.now()), (select app.now())
        from topic
      on conflict (workspace_id, channel_id, external_key) do nothing
      returning workspace_id, channel_id, external_key, id)
    select t.channel_id || '/' || t.external_key as key, coalesce(written.id, known.id) as id, written.id is not null as begins
      from topic t left join written using (workspace_id, channel_id, external_key)
      left join conversation known on known.workspace_id = t.workspace_id and known.channel_id = t.channel_id and known.external_key = t.external_key`.execute(work.db)
  const found = new Map(rows.map((row) => [row.key, row]))
  const ids = new Map(rows.map((row) => [row.key, row.id]))
  const unseen = sorted.filter((item) => ids.get(conversationKey(item)) === null)
  if (unseen.length > 0) await findUnseenConversations(unseen, ids, work)
  for (const item of items) {
    item.conversationId = ids.get(conversationKey(item))!
    item.beginsConversation = found.get(conversationKey(item))!.begins
  }
}

/** As with people: written by another page while this statement waited for it. */
async function findUnseenConversations(items: readonly Item[], ids: Map<string, string | null>, work: Work): Promise<void> {
  const { rows } = await sql<{ id: string; key: string }>`
    select c.channel_id || '/' || c.external_key as key, c.id from conversation c
      join unnest(${items.map((item) => item.row.workspace_id)}::uuid[], ${items.map((item) => item.row.channel_id)}::uuid[], ${items.map((item) => messageOf(item)!.conversation)}::text[])
        as k (workspace_id, channel_id, external_key) using (workspace_id, channel_id, external_key)`.execute(work.db)
  for (const row of rows) ids.set(row.key, row.id)
}

function profileKey(item: Item): string {
  return `${item.row.workspace_id}/${item.row.network}/${authorOf(item)!.externalId}`
}

function conversationKey(item: Item): string {
  return `${item.row.channel_id}/${messageOf(item)!.conversation}`
}

function clean(text: string | null): string | null {
  return text === null ? null : cleanText(text, 500)
}
