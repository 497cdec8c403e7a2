import { sql } from 'kysely'
import { iso, isoOrNull } from '../clock.ts'
import type { Context } from '../context.ts'
import { authorJson } from '../profile/author-view.ts'
import type { StoredAnnotation, StoredMedia } from '../tables.ts'
import type { AuthorView, MentionView, SentimentLabel } from './mention.ts'

/** Mentions as screens show them, in the order of `ids`, in one statement. The caller has asked whether they may be seen. */
export async function mentionViews(ctx: Context, ids: readonly string[]): Promise<MentionView[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<MentionRow>`
    select m.id, m.network, m.external_id, m.channel_id, m.conversation_id, m.kind, m.title, m.text, m.url, m.media, m.engagement,
      m.language, m.sentiment, m.sentiment_score, m.annotation, m.annotated_by, m.published_at, m.edited_at, m.deleted_at, m.arrival,
      ${authorJson('p')} as author
    from unnest(${[...ids]}::uuid[]) with ordinality as wanted(id, place)
    join mention m on m.id = wanted.id and m.workspace_id = ${ctx.scope.workspaceId}
    join profile p on p.id = m.author_id
    order by wanted.place`.execute(ctx.db)
  return rows.map(toView)
}

interface MentionRow {
  id: string
  network: string
  external_id: string
  channel_id: string
  conversation_id: string
  kind: string
  title: string | null
  text: string
  url: string | null
  media: StoredMedia[]
  engagement: Record<string, number>
  language: string
  sentiment: SentimentLabel
  sentiment_score: number
  annotation: StoredAnnotation
  annotated_by: string
  published_at: Date
  edited_at: Date | null
  deleted_at: Date | null
  arrival: number
  author: AuthorView
}

function toView(row: MentionRow): MentionView {
  return {
    id: row.id,
    network: row.network,
    externalId: row.external_id,
    channelId: row.channel_id,
    conversationId: row.conversation_id,
    kind: row.kind,
    title: row.title,
    text: row.text,
    url: row.url,
    media: row.media.map(mediaView),
    engagement: row.engagement,
    language: row.language,
    sentiment: row.sentiment,
    sentimentScore: row.sentiment_score,
    confidence: row.annotation.confidence,
    evidence: row.annotation.evidence,
    annotatedBy: row.annotated_by,
    author: row.author,
    publishedAt: iso(row.published_at),
    editedAt: isoOrNull(row.edited_at),
    deletedAt: isoOrNull(row.deleted_at),
    arrival: row.arrival,
  }
}

/** Our own copy where we keep one; a reader's browser is never sent to the network unasked. */
function mediaView(medium: StoredMedia): MentionView['media'][number] {
  return { kind: medium.kind, url: medium.mediaId ? `/api/media/${medium.mediaId}` : medium.url, alt: medium.alt }
}
