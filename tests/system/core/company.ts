import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '../../../core/id.ts'
import { onNewMentions } from '../../../core/conversation/on-new-mention.ts'
import type { InWorkspace, Ports, Scope } from '../../../core/context.ts'
import { makeInWorkspace } from '../../../storage/postgres/scope.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { seedWorkspace, type SeededWorkspace } from '../../support/people.ts'

/** A company with two channels and people who write to it, reached through the verbs' own door. */
export interface Company {
  database: TestDatabase
  workspace: SeededWorkspace
  inWorkspace: InWorkspace
  channels: { x: string; line: string }
  /** A person writes; answers the ids of what came of it. */
  hears(words: Heard): Promise<HeardIds>
  /** Names of the events of a subject, oldest first. */
  eventsOf(subjectId: string): Promise<string[]>
}

export interface Heard {
  from: string
  text: string
  channel?: 'x' | 'line'
  sentiment?: 'positive' | 'neutral' | 'negative' | 'mixed'
  /** Adds to this conversation instead of starting one. */
  conversationId?: string
  at?: Date
}
export interface HeardIds {
  conversationId: string
  mentionId: string
  profileId: string
}

/** What these tests do not touch fails loudly when touched. */
export const portsForVerbs: Ports = {
  index: new Proxy({ name: 'none', transactional: true } as Ports['index'], { get: (known, key) => (key in known ? known[key as keyof typeof known] : notHere(`index.${String(key)}`)) }),
  language: new Proxy({} as Ports['language'], { get: (_none, key) => notHere(`language.${String(key)}`) }),
  connectors: new Map(),
  seal: (plain, place) => `sealed:${place.rowId}:${place.column}:${Buffer.from(plain).toString('base64')}`,
  digest: (purpose, value) => createHash('sha256').update(`${purpose}\0${value}`).digest('hex'),
}

function notHere(what: string): never {
  throw new Error(`${what} is not part of this test`)
}

export async function openCompany({ name = '青空製菓', ports = portsForVerbs, database }: { name?: string; ports?: Ports; database?: TestDatabase } = {}): Promise<Company> {
  const opened = database ?? await openTestDatabase()
  const workspace = await seedWorkspace(opened.kysely, { name })
  const channels = { x: newId(), line: newId() }
  for (const [network, id] of Object.entries(channels)) {
    await opened.kysely.insertInto('channel').values({
      workspace_id: workspace.id, id, network, app_id: null, external_id: `${network}-account`, name: `${name} ${network}`, handle: null,
      state_reason: null, credentials: null, cursor: null, poll_every_seconds: null, quota: null,
    }).execute()
  }
  return {
    database: opened, workspace, channels,
    inWorkspace: makeInWorkspace(opened.kysely, ports),
    hears: (words) => hear(opened, workspace.id, channels, words),
    async eventsOf(subjectId) {
      const rows = await opened.kysely.selectFrom('event').select('name').where('subject_id', '=', subjectId).orderBy('insert_order').execute()
      return rows.map((row) => row.name)
    },
  }
}

/** The scope of someone who sees these channels only. */
export function behindWall<S extends Scope>(scope: S, channels: readonly string[]): S {
  return { ...scope, channels }
}

async function hear({ kysely }: TestDatabase, workspaceId: string, channels: Company['channels'], words: Heard): Promise<HeardIds> {
  const network = words.channel ?? 'x'
  const profileId = await profileOf(kysely, workspaceId, network, words.from)
  const conversationId = words.conversationId ?? newId()
  const mentionId = newId()
  const at = words.at ?? new Date()
  const arrival = await nextArrival(kysely)
  if (!words.conversationId) {
    await kysely.insertInto('conversation').values({
      workspace_id: workspaceId, id: conversationId, channel_id: channels[network], network, external_key: `thread-${conversationId}`, profile_id: profileId,
      assignee_id: null, team_id: null, last_mention_id: null, last_mention_at: at, reply_token: null, arrival,
    }).execute()
  }
  await kysely.insertInto('mention').values({
    workspace_id: workspaceId, id: mentionId, network, external_id: `post-${mentionId}`, channel_id: channels[network], conversation_id: conversationId, author_id: profileId,
    kind: network === 'line' ? 'direct' : 'post', title: null, text: words.text, url: `https://social.example/${mentionId}`, in_reply_to: null,
    language: 'ja', sentiment: words.sentiment ?? 'neutral', sentiment_score: 0, annotation: JSON.stringify({ confidence: 0.5, evidence: [] }), annotated_by: 'test',
    published_at: at, arrival,
  }).execute()
  const came = { workspaceId, conversationId, mentionId, authorId: profileId, arrival, publishedAt: at.toISOString(), repost: false, replyToken: null }
  await kysely.transaction().execute((db) => onNewMentions(db, [came]))
  return { conversationId, mentionId, profileId }
}

async function profileOf(kysely: TestDatabase['kysely'], workspaceId: string, network: string, name: string): Promise<string> {
  const row = await kysely.insertInto('profile').values({
    workspace_id: workspaceId, id: newId(), network, external_id: `${network}-${name}`, handle: null, name, avatar_url: null, avatar_media_id: null, followers: 120, fetch_channel_id: null,
  }).onConflict((conflict) => conflict.columns(['workspace_id', 'network', 'external_id']).doUpdateSet({ name })).returning('id').executeTakeFirstOrThrow()
  return row.id
}

async function nextArrival(kysely: TestDatabase['kysely']): Promise<number> {

  const { rows } = await sql<{ arrival: number }>`select nextval('arrival_seq') as arrival`.execute(kysely)
  return rows[0]!.arrival
}
