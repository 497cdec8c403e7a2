import { sql } from 'kysely'
import { forgetArrivals } from '../../core/conversation/note-arrivals.ts'
import { onNewMentions } from '../../core/conversation/on-new-mention.ts'
import { isKept } from '../../core/mention/is-kept.ts'
import type { MentionDocument } from '../../core/ports/mention-index.ts'
import { cleanText } from '../../core/text.ts'
import { mentionOf, next, type Item, type Result, type Work } from './item.ts'
import { arrivalOf, mentionKey, newestMentions } from './newest-mentions.ts'

interface StoredRow {
  id: string
  key: string
  fresh: boolean
  version: number
  index_version: number
  arrival: number
}

/** Writes a page's mentions and what hangs on them: one statement a table. A copy that is known already changes nothing. */
export async function store(items: readonly Item[], work: Work): Promise<Result[]> {
  const newest = newestMentions(items)
  if (newest.length === 0) return items.map(() => next)
  await keepOldVersions(newest, work)
  const rows = await upsertMentions(newest, work)
  const changed = newest.filter((item) => rows.has(mentionKey(item)))
  for (const item of changed) {
    const row = rows.get(mentionKey(item))!
    item.stored = { mentionId: row.id, as: row.fresh ? 'new' : 'raised' }
  }
  await recordChannels(newest, work)
  await index(changed, rows, work)
  const fresh = changed.filter((item) => item.stored!.as === 'new')
  await noteInConversations(newest, fresh, work)
  // Last, because pages of the same hour wait for each other here.
  if (fresh.length > 0) await countRollups(fresh, work)
  work.pipeline.failPoint('listen-stored')
  return items.map(() => next)
}

/** A conversation that this page began has the facts of its mentions already, unless one of them was known elsewhere. */
async function noteInConversations(newest: readonly Item[], fresh: readonly Item[], work: Work): Promise<void> {
  const isNew = new Set(fresh)
  const mistaken = new Set(newest.filter((item) => item.beginsConversation && !isNew.has(item)).map((item) => item.conversationId!))
  await forgetArrivals(work.db, [...mistaken])
  const told = fresh.filter((item) => !item.beginsConversation || mistaken.has(item.conversationId!))
  await onNewMentions(work.db, told.map((item) => arrivalOf(item, item.conversationId!)))
}

/** What a mention said before this page's edit of it. */
async function keepOldVersions(items: readonly Item[], work: Work): Promise<void> {
  const edits = items.filter((item) => mentionOf(item)!.version > 0)
  if (edits.length === 0) return
  await sql`
    insert into mention_version (workspace_id, mention_id, version, text)
    select m.workspace_id, m.id, m.version, m.text from mention m
      join unnest(${edits.map((item) => item.row.workspace_id)}::uuid[], ${edits.map((item) => item.row.network)}::text[],
                  ${edits.map((item) => mentionOf(item)!.externalId)}::text[], ${edits.map((item) => mentionOf(item)!.version)}::bigint[])
        as e (workspace_id, network, external_id, version)
        on m.workspace_id = e.workspace_id and m.network = e.network and m.external_id = e.external_id
     where m.deleted_at is null and e.version > m.version
    on conflict do nothing`.execute(work.db)
}

/** Last writer wins by the network's version; a deletion is terminal. Answers new and raised rows only. */
async function upsertMentions(items: readonly Item[], work: Work): Promise<Map<string, StoredRow>> {
  const rows = items.map((item) => {
    const mention = mentionOf(item)!
    const { sentiment, language, engine, failed } = item.annotation!
    const shift = mention.title ? mention.title.length + 1 : 0
    const evidence = sentiment.evidence.filter((span) => span.start >= shift).map((span) => ({ ...span, start: span.start - shift, end: span.end - shift }))
    return {
      workspace: item.row.workspace_id, id: item.place!.mentionId, arrival: item.place!.arrival, network: item.row.network, external_id: mention.externalId, version: mention.version,
      channel: item.row.channel_id, conversation: item.conversationId, author: item.authorId, kind: mention.kind,
      title: mention.title ? cleanText(mention.title, 1000) : null, text: cleanText(mention.text), url: mention.url, in_reply_to: mention.inReplyTo,
      summoned: mention.summoned ?? false, media: mention.media, engagement: mention.engagement ?? {}, language, sentiment: sentiment.label,
      score: sentiment.score, annotation: { confidence: sentiment.confidence, evidence, ...(failed ? { failed } : {}) }, engine,
      pending: mention.media.some(isKept), published: mention.publishedAt, received: item.row.received_at,
    }
  })
  const { rows: written } = await sql<StoredRow>`
    insert into mention as old (workspace_id, id, network, external_id, version, channel_id, conversation_id, author_id, kind, title, text, url,
        in_reply_to, summoned, media, engagement, language, sentiment, sentiment_score, annotation, annotated_by, media_after,
        published_at, received_at, edited_at, arrival)
    select workspace_id, id, network, external_id, version, channel_id, conversation_id, author_id, kind, title, text, url, in_reply_to, summoned, media,
        engagement, language, sentiment, score, annotation, engine, case when pending then (select app.now()) end, published_at, received_at, null, arrival
      from unnest(
        ${rows.map((r) => r.workspace)}::uuid[], ${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.network)}::text[], ${rows.map((r) => r.external_id)}::text[],
        ${rows.map((r) => r.version)}::bigint[], ${rows.map((r) => r.channel)}::uuid[], ${rows.map((r) => r.conversation)}::uuid[], ${rows.map((r) => r.author)}::uuid[],
        ${rows.map((r) => r.kind)}::text[], ${rows.map((r) => r.title)}::text[], ${rows.map((r) => r.text)}::text[], ${rows.map((r) => r.url)}::text[],
        ${rows.map((r) => r.in_reply_to)}::text[], ${rows.map((r) => r.summoned)}::boolean[], ${rows.map((r) => JSON.stringify(r.media))}::jsonb[],
        ${rows.map((r) => JSON.stringify(r.engagement))}::jsonb[], ${rows.map((r) => r.language)}::text[], ${rows.map((r) => r.sentiment)}::text[],
        ${rows.map((r) => r.score)}::real[], ${rows.map((r) => JSON.stringify(r.annotation))}::jsonb[], ${rows.map((r) => r.engine)}::text[],
        ${rows.map((r) => r.pending)}::boolean[], ${rows.map((r) => r.published)}::timestamptz[], ${rows.map((r) => r.received)}::timestamptz[],
        ${rows.map((r) => r.arrival)}::bigint[])
        as n (workspace_id, id, network, external_id, version, channel_id, conversation_id, author_id, kind, title, text, url, in_reply_to, summoned, media,
              engagement, language, sentiment, score, annotation, engine, pending, published_at, received_at, arrival)
    on conflict (workspace_id, network, external_id) do update
      set version = excluded.version, text = excluded.text, title = excluded.title, kind = excluded.kind, media = excluded.media,
          media_after = excluded.media_after, language = excluded.language, sentiment = excluded.sentiment,
          sentiment_score = excluded.sentiment_score, annotation = excluded.annotation, annotated_by = excluded.annotated_by,
          edited_at = app.now(), index_version = old.index_version + 1
      where old.deleted_at is null and excluded.version > old.version
    returning id, workspace_id || '/' || network || '/' || external_id as key, (xmax = 0) as fresh, version, index_version, arrival`.execute(work.db)
  return new Map(written.map((row) => [row.key, row]))
}

/** Every channel that saw a mention, also one that another channel brought first. */
async function recordChannels(items: readonly Item[], work: Work): Promise<void> {
  const written = items.filter((item) => item.stored !== undefined)
  if (written.length > 0) {
    await sql`
      insert into mention_channel (workspace_id, mention_id, channel_id, seen_at)
      select s.*, (select app.now()) from unnest(${written.map((item) => item.row.workspace_id)}::uuid[], ${written.map((item) => item.stored!.mentionId)}::uuid[],
        ${written.map((item) => item.row.channel_id)}::uuid[]) as s (workspace_id, mention_id, channel_id)
      on conflict do nothing`.execute(work.db)
  }
  const known = items.filter((item) => item.stored === undefined)
  if (known.length === 0) return
  await sql`
    insert into mention_channel (workspace_id, mention_id, channel_id)
    select m.workspace_id, m.id, s.channel_id
      from unnest(${known.map((item) => item.row.workspace_id)}::uuid[], ${known.map((item) => item.row.network)}::text[],
                  ${known.map((item) => mentionOf(item)!.externalId)}::text[], ${known.map((item) => item.row.channel_id)}::uuid[])
        as s (workspace_id, network, external_id, channel_id)
      join mention m on m.workspace_id = s.workspace_id and m.network = s.network and m.external_id = s.external_id
    on conflict do nothing`.execute(work.db)
}

async function index(changed: readonly Item[], rows: ReadonlyMap<string, StoredRow>, work: Work): Promise<void> {
  const { index: mentionIndex } = work.pipeline.ports
  const documents = changed.map((item) => toDocument(item, rows.get(mentionKey(item))!))
  if (mentionIndex.transactional) return mentionIndex.store(work.db, documents)
  await sql`
    insert into index_outbox (workspace_id, mention_id, index_version)
    select * from unnest(${documents.map((d) => d.workspaceId)}::uuid[], ${documents.map((d) => d.mentionId)}::uuid[], ${documents.map((d) => d.indexVersion)}::int[])
    on conflict (mention_id) do update set index_version = excluded.index_version, queued_at = app.now()`.execute(work.db)
}

function toDocument(item: Item, row: StoredRow): MentionDocument {
  const mention = mentionOf(item)!
  return {
    workspaceId: item.row.workspace_id, mentionId: row.id, indexVersion: row.index_version, arrival: row.arrival, network: item.row.network,
    channelId: item.row.channel_id!, conversationId: item.conversationId!, authorId: item.authorId!, kind: mention.kind,
    language: item.annotation!.language, sentiment: item.annotation!.sentiment.label, publishedAt: new Date(mention.publishedAt), terms: item.annotation!.terms,
  }
}

/** Counted by the page's own transaction; by UTC hour, so that any zone can be summed. */
async function countRollups(fresh: readonly Item[], work: Work): Promise<void> {
  await sql`
    insert into rollup as old (workspace_id, hour, channel_id, sentiment, mentions)
    select workspace_id, date_trunc('hour', at, 'UTC'), channel_id, sentiment, count(*)::int
      from unnest(${fresh.map((item) => item.row.workspace_id)}::uuid[], ${fresh.map((item) => mentionOf(item)!.publishedAt)}::timestamptz[],
                  ${fresh.map((item) => item.row.channel_id)}::uuid[], ${fresh.map((item) => item.annotation!.sentiment.label)}::text[])
        as m (workspace_id, at, channel_id, sentiment)
     group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (workspace_id, hour, channel_id, sentiment) do update set mentions = old.mentions + excluded.mentions`.execute(work.db)
}
