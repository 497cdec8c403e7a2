import { sql } from 'kysely'
import { iso, isoOrNull } from '../clock.ts'
import type { Context } from '../context.ts'
import type { ReplyView } from './conversation.ts'

/** Replies with where they stand on their way out, in the order of `ids`. The caller has asked whether they may be seen. */
export async function replyViews(ctx: Context, ids: readonly string[]): Promise<ReplyView[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<StoredReply>`
    select r.id, r.text, r.kind, r.author_user_id, m.name as author_name, r.made_outside, r.url, r.sent_at,
      o.id as action_id, o.state, o.version, o.due_at, o.problem
    from unnest(${[...ids]}::uuid[]) with ordinality as wanted(id, place)
    join reply r on r.id = wanted.id and r.workspace_id = ${ctx.scope.workspaceId}
    left join member m on m.workspace_id = r.workspace_id and m.user_id = r.author_user_id
    left join outbound_action o on o.id = r.action_id
    order by wanted.place`.execute(ctx.db)
  return rows.map((row) => ({
    id: row.id,
    text: row.text,
    visibility: row.kind,
    author: row.author_user_id === null ? null : { id: row.author_user_id, name: row.author_name ?? row.author_user_id },
    madeOutside: row.made_outside,
    url: row.url,
    sentAt: isoOrNull(row.sent_at),
    action: row.action_id === null ? null : { id: row.action_id, state: row.state!, version: row.version!, dueAt: iso(row.due_at!), problem: row.problem },
  }))
}

interface StoredReply {
  id: string
  text: string
  kind: 'public' | 'private'
  author_user_id: string | null
  author_name: string | null
  made_outside: boolean
  url: string | null
  sent_at: Date | null
  action_id: string | null
  state: string | null
  version: number | null
  due_at: Date | null
  problem: { code: string; words: { ja: string; en: string } } | null
}
