import { sql } from 'kysely'
import { iso, isoOrNull } from '../clock.ts'
import type { Context } from '../context.ts'
import { Conflict } from '../errors.ts'
import type { AuthorView } from '../mention/mention.ts'
import { authorJson } from '../profile/author-view.ts'
import type { TicketRow, TicketState } from './ticket.ts'

/** Tickets as lists show them, in the order of `ids`, in one statement. The caller has asked whether they may be seen. */
export async function ticketRows(ctx: Context, ids: readonly string[]): Promise<TicketRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<StoredRow>`
    select k.id, k.number, k.version, k.subject, k.type, k.priority, k.state, c.network, k.conversation_id, ${authorJson('p')} as person,
      k.assignee_id, a.name as assignee_name, k.team_id, t.name as team_name, k.due_at, k.opened_at, k.updated_at, k.first_reply_at, k.solved_at, k.closed_at
    from unnest(${[...ids]}::uuid[]) with ordinality as wanted(id, place)
    join ticket k on k.id = wanted.id and k.workspace_id = ${ctx.scope.workspaceId}
    join conversation c on c.id = k.conversation_id
    join profile p on p.id = k.profile_id
    left join member a on a.workspace_id = k.workspace_id and a.user_id = k.assignee_id
    left join team t on t.id = k.team_id
    order by wanted.place`.execute(ctx.db)
  return rows.map(toRow)
}

export async function ticketRow(ctx: Context, id: string): Promise<TicketRow> {
  return (await ticketRows(ctx, [id]))[0]!
}

export async function requireTicketVersion(ctx: Context, expected: number | undefined, current: { id: string; version: number }): Promise<void> {
  if (expected === undefined || expected === current.version) return
  throw new Conflict(undefined, { current: await ticketRow(ctx, current.id) })
}

interface StoredRow {
  id: string
  number: number
  version: number
  subject: string
  type: string
  priority: string
  state: TicketState
  network: string
  conversation_id: string
  person: AuthorView
  assignee_id: string | null
  assignee_name: string | null
  team_id: string | null
  team_name: string | null
  due_at: Date | null
  opened_at: Date
  updated_at: Date
  first_reply_at: Date | null
  solved_at: Date | null
  closed_at: Date | null
}

function toRow(row: StoredRow): TicketRow {
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    subject: row.subject,
    type: row.type,
    priority: row.priority,
    state: row.state,
    network: row.network,
    conversationId: row.conversation_id,
    person: row.person,
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? row.assignee_id },
    team: row.team_id === null ? null : { id: row.team_id, name: row.team_name ?? '' },
    dueAt: isoOrNull(row.due_at),
    openedAt: iso(row.opened_at),
    updatedAt: iso(row.updated_at),
    firstReplyAt: isoOrNull(row.first_reply_at),
    solvedAt: isoOrNull(row.solved_at),
    closedAt: isoOrNull(row.closed_at),
  }
}
