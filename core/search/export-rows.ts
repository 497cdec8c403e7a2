import { sql } from 'kysely'
import type { Context } from '../context.ts'

export interface ExportRow {
  id: string
  network: string
  channel: string
  kind: string
  authorName: string
  authorHandle: string
  /** ISO 8601 with the offset of the workspace's zone. */
  publishedAt: string
  language: string
  sentiment: string
  sentimentScore: number
  text: string
  url: string
  tags: string
  conversationId: string
  conversationState: string
  assignee: string
  team: string
}

export const exportColumns: { key: keyof ExportRow; ja: string; en: string }[] = [
  { key: 'publishedAt', ja: '投稿日時', en: 'published_at' }, { key: 'network', ja: 'ネットワーク', en: 'network' }, { key: 'channel', ja: '接続', en: 'channel' }, { key: 'kind', ja: '種類', en: 'kind' },
  { key: 'authorName', ja: '投稿者', en: 'author_name' }, { key: 'authorHandle', ja: 'アカウント', en: 'author_handle' }, { key: 'text', ja: '本文', en: 'text' }, { key: 'language', ja: '言語', en: 'language' },
  { key: 'sentiment', ja: '感情', en: 'sentiment' }, { key: 'sentimentScore', ja: '感情スコア', en: 'sentiment_score' }, { key: 'tags', ja: 'タグ', en: 'tags' }, { key: 'conversationState', ja: '対応状況', en: 'conversation_state' },
  { key: 'assignee', ja: '担当者', en: 'assignee' }, { key: 'team', ja: 'チーム', en: 'team' }, { key: 'url', ja: 'URL', en: 'url' }, { key: 'id', ja: 'ID', en: 'id' }, { key: 'conversationId', ja: '会話ID', en: 'conversation_id' },
]

/** In the order of `ids`, in one statement; the index has asked whether they may be seen. */
export async function exportRows(ctx: Context, ids: readonly string[]): Promise<ExportRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<StoredRow>`
    select m.id, m.network, coalesce(ch.name, m.network) as channel, m.kind, coalesce(p.name, '') as "authorName", coalesce(p.handle, '') as "authorHandle",
      m.language, m.sentiment, m.sentiment_score as "sentimentScore", concat_ws(E'\n', m.title, m.text) as text, coalesce(m.url, '') as url, c.id as "conversationId",
      c.state as "conversationState", coalesce(person.name, c.assignee_id, '') as assignee, coalesce(team.name, '') as team,
      coalesce((select string_agg(tag.name, ', ' order by tag.name) from conversation_tag ct join tag on tag.id = ct.tag_id
        where ct.workspace_id = c.workspace_id and ct.conversation_id = c.id), '') as tags,
      to_char(m.published_at at time zone w.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') as local,
      (extract(epoch from (m.published_at at time zone w.time_zone) - (m.published_at at time zone 'UTC')) / 60)::int as offset
    from unnest(${[...ids]}::uuid[]) with ordinality as wanted(id, place)
    join mention m on m.id = wanted.id and m.workspace_id = ${ctx.scope.workspaceId} and m.deleted_at is null
    join workspace w on w.id = m.workspace_id
    join conversation c on c.id = m.conversation_id
    join profile p on p.id = m.author_id
    left join channel ch on ch.id = m.channel_id
    left join member person on person.workspace_id = c.workspace_id and person.user_id = c.assignee_id
    left join team on team.id = c.team_id
    order by wanted.place`.execute(ctx.db)
  return rows.map(({ local, offset, ...row }) => ({ ...row, publishedAt: local + offsetText(offset) }))
}

type StoredRow = Omit<ExportRow, 'publishedAt'> & { local: string; offset: number }

function offsetText(minutes: number): string {
  const absolute = Math.abs(minutes)
  const part = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${part(Math.floor(absolute / 60))}:${part(absolute % 60)}`
}
