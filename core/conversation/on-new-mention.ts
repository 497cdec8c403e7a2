import { sql } from 'kysely'
import type { Actor } from '../context.ts'
import { appendEvents } from '../event/append-events.ts'
import { newId } from '../id.ts'
import { noteArrivals } from './note-arrivals.ts'
import type { Db } from '../tables.ts'
import type { TicketState } from '../ticket/ticket.ts'
import type { ConversationState } from './conversation.ts'

/** How long a solved ticket listens to its person before it closes for good, in hours; a workspace may set another. */
export const solvedHours = 72

export interface Arrival {
  workspaceId: string
  conversationId: string
  mentionId: string
  authorId: string
  arrival: number
  /** ISO 8601: since when the person waits, if nobody waited before. */
  publishedAt: string
  /** Only passed on: nobody waits for an answer to it. */
  repost: boolean
  replyToken: { token: string; expiresAt: string } | null
}

export interface WhatHoldsIt {
  conversation: ConversationState
  ticket: TicketState | null
  /** A solved ticket whose time to listen is over, though no sweep has closed it yet. */
  ticketIsOver: boolean
}

/** What a new word of the person changes. A key left out stays as it is. */
export interface Decision {
  conversation?: ConversationState
  ticket?: TicketState
}

/** Pure. A ticket that is not over takes the word and keeps its conversation; otherwise the conversation is open again. */
export function decideOnNewMention(now: WhatHoldsIt): Decision {
  if (now.ticket === null || now.ticket === 'closed') return differing(now, { conversation: 'open' })
  if (now.ticket === 'solved') {
    return now.ticketIsOver ? differing(now, { ticket: 'closed', conversation: 'open' }) : differing(now, { ticket: 'open', conversation: 'pending' })
  }
  return differing(now, { ticket: now.ticket === 'new' ? 'new' : 'open', conversation: 'pending' })
}

function differing(now: WhatHoldsIt, wanted: Decision): Decision {
  return {
    ...(wanted.conversation !== now.conversation && { conversation: wanted.conversation }),
    ...(wanted.ticket !== undefined && wanted.ticket !== now.ticket && { ticket: wanted.ticket }),
  }
}

const system: Actor = { kind: 'system', id: 'listen' }

/** Set-wise, for a page of new mentions of any workspaces, as the system role, in a fixed number of statements. The caller has stored the mentions. */
export async function onNewMentions(db: Db, arrivals: readonly Arrival[]): Promise<void> {
  if (arrivals.length === 0) return
  await noteArrivals(db, arrivals)
  const held = await readHeld(db, arrivals)
  const moved = held.map((row) => ({ ...row, to: decideOnNewMention(whatHolds(row)) }))
  await moveTickets(db, moved.filter((row) => row.to.ticket !== undefined))
  await moveConversations(db, moved.filter((row) => row.to.conversation !== undefined))
  await appendEvents(db, system, moved.flatMap(eventsOf))
  await tellWatchers(db, arrivals)
}

interface Held {
  workspace_id: string
  id: string
  state: ConversationState
  ticket_id: string | null
  ticket_state: TicketState | null
  ticket_is_over: boolean | null
}
type Moved = Held & { to: Decision }

function whatHolds(row: Held): WhatHoldsIt {
  return { conversation: row.state, ticket: row.ticket_state, ticketIsOver: row.ticket_is_over ?? false }
}

/** A ticket is only changed by who has its conversation, so it is read by a statement of its own, after `noteArrivals` has locked them. */
async function readHeld(db: Db, arrivals: readonly Arrival[]): Promise<Held[]> {
  const ids = [...new Set(arrivals.map((arrival) => arrival.conversationId))]
  const { rows } = await sql<Held>`
    select c.workspace_id, c.id, c.state, k.id as ticket_id, k.state as ticket_state,
      k.state = 'solved' and k.solved_at < app.now() - make_interval(hours => coalesce((w.settings->>'solvedHours')::int, ${solvedHours})) as ticket_is_over
    from conversation c
    join workspace w on w.id = c.workspace_id
    left join ticket k on k.workspace_id = c.workspace_id and k.conversation_id = c.id and k.state <> 'closed'
    where c.id = any(${ids}::uuid[])`.execute(db)
  return rows
}

async function moveTickets(db: Db, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return
  await sql`
    update ticket set state = wanted.state, updated_at = app.now(), version = version + 1,
      solved_at = case when wanted.state = 'closed' then solved_at end,
      closed_at = case when wanted.state = 'closed' then app.now() end
    from unnest(${moved.map((row) => row.ticket_id)}::uuid[], ${moved.map((row) => row.to.ticket)}::text[]) as wanted(id, state)
    where ticket.id = wanted.id`.execute(db)
}

/** One that goes back to its reopened ticket takes the ticket's assignee again. */
async function moveConversations(db: Db, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return
  await sql`
    update conversation c set state = wanted.state, snoozed_until = null, updated_at = app.now(), version = c.version + 1,
      assignee_id = case when wanted.state = 'pending' then k.assignee_id else c.assignee_id end,
      team_id = case when wanted.state = 'pending' then k.team_id else c.team_id end
    from unnest(${moved.map((row) => row.id)}::uuid[], ${moved.map((row) => row.to.conversation)}::text[], ${moved.map((row) => row.ticket_id)}::uuid[])
      as wanted(id, state, ticket_id)
    left join ticket k on k.id = wanted.ticket_id
    where c.id = wanted.id`.execute(db)
}

function eventsOf(row: Moved): Parameters<typeof appendEvents>[2][number][] {
  const common = { workspaceId: row.workspace_id, conversationId: row.id }
  const events: Parameters<typeof appendEvents>[2][number][] = []
  if (row.to.ticket !== undefined) {
    const name = row.ticket_state === 'solved' && row.to.ticket === 'open' ? 'ticket.reopened' : 'ticket.state-changed'
    events.push({ ...common, name, subject: { kind: 'ticket', id: row.ticket_id! }, data: { from: row.ticket_state, to: row.to.ticket, why: 'new-mention' } })
  }
  if (row.to.conversation !== undefined) {
    const data = { from: row.state, to: row.to.conversation, why: 'new-mention' }
    events.push({ ...common, name: 'conversation.state-changed', subject: { kind: 'conversation', id: row.id }, data })
  }
  return events
}

/** One unread line a conversation and watcher, however much the person writes. */
async function tellWatchers(db: Db, arrivals: readonly Arrival[]): Promise<void> {
  const { rows } = await sql<{ workspace_id: string; conversation_id: string; user_id: string }>`
    select w.workspace_id, w.conversation_id, w.user_id from watcher w
    where w.conversation_id = any(${[...new Set(arrivals.map((row) => row.conversationId))]}::uuid[])
      and w.workspace_id = any(${[...new Set(arrivals.map((row) => row.workspaceId))]}::uuid[])
      and not exists (select from notification n where n.workspace_id = w.workspace_id and n.user_id = w.user_id and n.kind = 'watched'
        and n.subject_kind = 'conversation' and n.subject_id = w.conversation_id::text and n.read_at is null)`.execute(db)
  if (rows.length === 0) return
  await db.insertInto('notification').values(rows.map((row) => ({
    workspace_id: row.workspace_id, id: newId(), user_id: row.user_id, kind: 'watched' as const, subject_kind: 'conversation', subject_id: row.conversation_id,
    conversation_id: row.conversation_id, data: JSON.stringify({ actor: { kind: system.kind, id: system.id }, code: 'new-mention' }),
  }))).execute()
}
