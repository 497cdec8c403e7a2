import { sql } from 'kysely'
import { iso, isoOrNull } from '../clock.ts'
import type { Context } from '../context.ts'
import { Conflict } from '../errors.ts'
import type { AuthorView } from '../mention/mention.ts'
import { authorJson } from '../profile/author-view.ts'
import type { StoredMedia } from '../tables.ts'
import type { ConversationRow, ConversationState } from './conversation.ts'

/** Rows of the inbox in the order of `ids`, in one statement. The caller has asked whether they may be seen. */
export async function conversationRows(ctx: Context, ids: readonly string[]): Promise<ConversationRow[]> {
  if (ids.length === 0) return []
  const { workspaceId, actor } = ctx.scope
  const { rows } = await sql<StoredRow>`
    select c.id, c.version, c.state, c.sorting, c.network, c.channel_id, coalesce(ch.name, c.network) as channel_name, ${authorJson('p')} as person,
      c.last_mention_at, c.mention_count, c.waiting_since, c.snoozed_until, c.send_trouble, c.arrival, c.assignee_id, a.name as assignee_name,
      c.team_id, t.name as team_name, coalesce(tags.list, '[]') as tags, k.ticket, c.arrival > coalesce(r.arrival, 0) as unread,
      m.id as mention_id, left(m.text, 280) as text, m.kind, m.sentiment, m.language, m.published_at, m.media, m.deleted_at is not null as deleted
    from unnest(${[...ids]}::uuid[]) with ordinality as wanted(id, place)
    join conversation c on c.id = wanted.id and c.workspace_id = ${workspaceId}
    join profile p on p.id = c.profile_id
    left join channel ch on ch.id = c.channel_id
    left join mention m on m.id = c.last_mention_id
    left join member a on a.workspace_id = c.workspace_id and a.user_id = c.assignee_id
    left join team t on t.id = c.team_id
    left join conversation_read r on r.workspace_id = c.workspace_id and r.conversation_id = c.id and r.user_id = ${actor.id}
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', tag.id, 'name', tag.name) order by tag.name) as list
      from conversation_tag ct join tag on tag.id = ct.tag_id where ct.workspace_id = c.workspace_id and ct.conversation_id = c.id) tags on true
    left join lateral (
      select jsonb_build_object('id', held.id, 'number', held.number, 'state', held.state, 'assigneeName', person.name, 'teamName', team.name) as ticket
      from ticket held
      left join member person on person.workspace_id = held.workspace_id and person.user_id = held.assignee_id
      left join team on team.id = held.team_id
      where held.workspace_id = c.workspace_id and held.conversation_id = c.id and held.state <> 'closed') k on true
    order by wanted.place`.execute(ctx.db)
  return rows.map(toRow)
}

export async function conversationRow(ctx: Context, id: string): Promise<ConversationRow> {
  return (await conversationRows(ctx, [id]))[0]!
}

/** The version that the person saw must still be the stored one; else they get the newer row to look at. */
export async function requireConversationVersion(ctx: Context, expected: number | undefined, current: { id: string; version: number }): Promise<void> {
  if (expected === undefined || expected === current.version) return
  throw new Conflict(undefined, { current: await conversationRow(ctx, current.id) })
}

interface StoredRow {
  id: string
  version: number
  state: ConversationState
  sorting: ConversationRow['sorting']
  network: string
  channel_id: string
  channel_name: string
  person: AuthorView
  last_mention_at: Date
  mention_count: number
  waiting_since: Date | null
  snoozed_until: Date | null
  send_trouble: boolean
  arrival: number
  assignee_id: string | null
  assignee_name: string | null
  team_id: string | null
  team_name: string | null
  tags: { id: string; name: string }[]
  ticket: ConversationRow['ticket']
  unread: boolean
  mention_id: string | null
  text: string | null
  kind: string | null
  sentiment: string | null
  language: string | null
  published_at: Date | null
  media: StoredMedia[] | null
  deleted: boolean
}

function toRow(row: StoredRow): ConversationRow {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    sorting: row.sorting,
    network: row.network,
    channel: { id: row.channel_id, name: row.channel_name },
    person: row.person,
    last: lastOf(row),
    mentionCount: row.mention_count,
    waitingSince: isoOrNull(row.waiting_since),
    snoozedUntil: isoOrNull(row.snoozed_until),
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? row.assignee_id },
    team: row.team_id === null ? null : { id: row.team_id, name: row.team_name ?? '' },
    tags: row.tags,
    ticket: row.ticket,
    sendTrouble: row.send_trouble,
    unread: row.unread,
    arrival: row.arrival,
  }
}

/** A conversation that so far holds words of ours only has no mention to show. */
function lastOf(row: StoredRow): ConversationRow['last'] {
  return {
    mentionId: row.mention_id ?? '',
    text: (row.text ?? '').slice(0, 280).toWellFormed(),
    kind: row.kind ?? 'post',
    sentiment: row.sentiment ?? 'neutral',
    language: row.language ?? 'und',
    publishedAt: iso(row.published_at ?? row.last_mention_at),
    media: (row.media ?? []).map(({ kind, alt }) => ({ kind, alt })),
    deleted: row.deleted ?? false,
  }
}
