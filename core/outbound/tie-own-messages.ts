import { sql } from 'kysely'
import { systemScope, type WithinWorkspace } from '../context.ts'
import type { Db } from '../tables.ts'
import type { OutboundState } from './outbound.ts'
import { recordOutcome } from './record-outcome.ts'
import { isSameWords } from './same-words.ts'

/** What our own account wrote, as listening brought it. */
export interface OwnMessage {
  /** Names the message in the answer. */
  key: string
  workspaceId: string
  network: string
  channelId: string
  externalId: string
  text: string
  url: string | null
  inReplyTo: string | null
  publishedAt: string
}

/** States in which an attempt may have gone through without our knowing its id. */
const untied: readonly OutboundState[] = ['sending', 'due', 'held', 'unknown', 'missed', 'done']

/**
 * Ties messages of our own to the actions that sent them: the same words to the same post since the attempt began are
 * proof, and end an unclear action as done. Never "the latest one".
 * @returns the keys of those that are ours; the rest was written elsewhere
 */
export async function tieOwnMessages(db: Db, withinWorkspace: WithinWorkspace, messages: readonly OwnMessage[]): Promise<Set<string>> {
  const tied = await findTied(db, messages)
  const open = messages.filter((message) => !tied.has(message.key) && message.inReplyTo !== null)
  if (open.length === 0) return tied
  const candidates = await findCandidates(db, open)
  for (const message of open.toSorted((a, b) => (a.publishedAt < b.publishedAt ? -1 : 1))) {
    const place = candidates.findIndex((action) => isProof(action, message))
    if (place < 0) continue
    const [action] = candidates.splice(place, 1)
    const proven = await withinWorkspace(db, systemScope(message.workspaceId, 'listen'), (ctx) => recordOutcome(ctx, { id: action!.id, fence: null, from: untied }, {
      kind: 'done', externalId: message.externalId, url: message.url ?? action!.url, sentAt: message.publishedAt,
    }))
    if (proven) tied.add(message.key)
  }
  return tied
}

async function findTied(db: Db, messages: readonly OwnMessage[]): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    select m.key from unnest(${messages.map((m) => m.key)}::text[], ${messages.map((m) => m.workspaceId)}::uuid[], ${messages.map((m) => m.network)}::text[],
        ${messages.map((m) => m.externalId)}::text[]) as m (key, workspace_id, network, external_id)
      join reply on reply.workspace_id = m.workspace_id and reply.network = m.network and reply.external_id = m.external_id`.execute(db)
  return new Set(rows.map((row) => row.key))
}

interface Candidate {
  id: string
  workspace_id: string
  channel_id: string
  in_reply_to: string
  text: string
  url: string | null
  from: Date
  until: Date
}

async function findCandidates(db: Db, messages: readonly OwnMessage[]): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select a.id, a.workspace_id, a.channel_id, a.target->>'inReplyTo' as in_reply_to, a.text, a.url,
           a.intent_at - interval '60 seconds' as from, coalesce(a.done_at, app.now()) + interval '10 minutes' as until
      from outbound_action a
     where (a.workspace_id, a.channel_id, a.target->>'inReplyTo') in (
             select * from unnest(${messages.map((m) => m.workspaceId)}::uuid[], ${messages.map((m) => m.channelId)}::uuid[], ${messages.map((m) => m.inReplyTo)}::text[]))
       and a.intent_at is not null and a.external_id is null and a.state = any(${[...untied]}::text[])
     order by a.intent_at, a.id`.execute(db)
  return rows
}

function isProof(action: Candidate, message: OwnMessage): boolean {
  const at = new Date(message.publishedAt)
  return action.workspace_id === message.workspaceId && action.channel_id === message.channelId && action.in_reply_to === message.inReplyTo
    && at >= action.from && at <= action.until && isSameWords(message.text, action.text)
}
