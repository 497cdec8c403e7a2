import { sql } from 'kysely'
import type { MentionDocument } from '../../../core/ports/mention-index.ts'
import type { Db } from '../../../core/tables.ts'
import { vectorLiteral } from './literals.ts'

/** One statement a page. An older document never replaces a newer one, and none moves between workspaces. */
export async function storeDocuments(db: Db, documents: readonly MentionDocument[]): Promise<void> {
  const page = newestOfEach(documents)
  if (page.length === 0) return
  const column = <T>(of: (document: MentionDocument) => T) => page.map(of)
  await sql`
    insert into mention_search (mention_id, workspace_id, index_version, arrival, network, channel_id, conversation_id, author_id,
      kind, language, sentiment, published_at, terms)
    select mention_id, workspace_id, index_version, arrival, network, channel_id, conversation_id, author_id,
      kind, language, sentiment, published_at, terms::tsvector
    from unnest(${column((d) => d.mentionId)}::uuid[], ${column((d) => d.workspaceId)}::uuid[], ${column((d) => d.indexVersion)}::int[],
      ${column((d) => d.arrival)}::bigint[], ${column((d) => d.network)}::text[], ${column((d) => d.channelId)}::uuid[],
      ${column((d) => d.conversationId)}::uuid[], ${column((d) => d.authorId)}::uuid[], ${column((d) => d.kind)}::text[],
      ${column((d) => d.language)}::text[], ${column((d) => d.sentiment)}::text[], ${column((d) => d.publishedAt.toISOString())}::timestamptz[],
      ${column((d) => vectorLiteral(d))}::text[])
      as page(mention_id, workspace_id, index_version, arrival, network, channel_id, conversation_id, author_id, kind, language, sentiment, published_at, terms)
    on conflict (mention_id) do update set index_version = excluded.index_version, arrival = excluded.arrival, network = excluded.network,
      channel_id = excluded.channel_id, conversation_id = excluded.conversation_id, author_id = excluded.author_id, kind = excluded.kind,
      language = excluded.language, sentiment = excluded.sentiment, published_at = excluded.published_at, terms = excluded.terms
    where mention_search.index_version <= excluded.index_version and mention_search.workspace_id = excluded.workspace_id`.execute(db)
}

export async function removeDocuments(db: Db, ids: readonly { workspaceId: string; mentionId: string }[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    delete from mention_search s
    using unnest(${ids.map(({ workspaceId }) => workspaceId)}::uuid[], ${ids.map(({ mentionId }) => mentionId)}::uuid[]) as gone(workspace_id, mention_id)
    where s.mention_id = gone.mention_id and s.workspace_id = gone.workspace_id`.execute(db)
}

/** One statement cannot write a row twice. Sorted, so that two pages that share rows lock them in the same order. */
function newestOfEach(documents: readonly MentionDocument[]): MentionDocument[] {
  const newest = new Map<string, MentionDocument>()
  for (const document of documents) {
    const known = newest.get(document.mentionId)
    if (!known || known.indexVersion <= document.indexVersion) newest.set(document.mentionId, document)
  }
  return [...newest.values()].sort((a, b) => (a.mentionId < b.mentionId ? -1 : 1))
}
