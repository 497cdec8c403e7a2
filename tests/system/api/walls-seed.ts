import { createHash } from 'node:crypto'
import { newId } from '../../../core/id.ts'
import { seedExtraPerson } from './walls-people.ts'
import type { MentionIndex } from '../../../core/ports/mention-index.ts'
import { openCompany, type Company, type HeardIds } from '../core/company.ts'
import type { TestDatabase } from '../../support/database.ts'

/** One real row of each noun that an id in a request may name. */
export interface Rows {
  conversation: string
  mention: string
  profile: string
  channel: string
  app: string
  tag: string
  rule: string
  ticket: string
  lead: string
  note: string
  media: string
  /** Uploaded, and not yet taken by a note or ticket. */
  upload: string
  action: string
  job: string
  notification: string
  team: string
  member: string
  token: string
  parked: number
}
export type Noun = keyof Rows

export interface Walls {
  aozora: Company
  /** Seen by everybody at 青空製菓. */
  ours: Rows
  /** At 青空製菓 too, in the channel of サポート alone. */
  walled: Rows
  /** At 山海商事. */
  foreign: Rows
  foreignWorkspaceId: string
  /** A manager of マーケ: every ability but the administrators', and outside the wall. */
  makoto: string
}

export async function seedWalls(database: TestDatabase, index: MentionIndex): Promise<Walls> {
  const aozora = await openCompany({ database })
  const sankai = await openCompany({ name: '山海商事', database })
  const { workspace, channels } = aozora
  await database.kysely.insertInto('team_channel').values({ workspace_id: workspace.id, team_id: workspace.teams.サポート, channel_id: channels.line }).execute()
  const makoto = await seedExtraPerson(database, aozora, { name: '中村 誠', role: 'manager', team: workspace.teams.マーケ })
  const ours = await seedRows(database, aozora, 'x', '佐々木')
  const walled = await seedRows(database, aozora, 'line', '井上')
  const foreign = await seedRows(database, sankai, 'x', '木村')
  await indexEverything(database, index)
  return { aozora, ours, walled, foreign, foreignWorkspaceId: sankai.workspace.id, makoto }
}

/** What every table holds of one workspace, so that nothing can have changed unseen. */
export async function fingerprint({ pool }: TestDatabase, workspaceId: string): Promise<Record<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(`select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'workspace_id' order by 1`)
  const sums = tables.map(({ name }) => `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from ${name} t where workspace_id = $1`)
  const tokens = `select 'identity.api_token', md5(string_agg(t::text, '|' order by t::text)) from identity.api_token t where workspace_id = $1`
  const { rows } = await pool.query<{ name: string; sum: string }>([...sums, tokens].join(' union all '), [workspaceId])
  return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]))
}

/** Every mention is found by the word 返金. */
async function indexEverything({ kysely }: TestDatabase, index: MentionIndex): Promise<void> {
  const mentions = await kysely.selectFrom('mention').selectAll().execute()
  await kysely.transaction().execute((db) => index.store(db, mentions.map((row) => ({
    workspaceId: row.workspace_id, mentionId: row.id, indexVersion: row.index_version, arrival: row.arrival, network: row.network, channelId: row.channel_id,
    conversationId: row.conversation_id, authorId: row.author_id, kind: row.kind, language: row.language, sentiment: row.sentiment, publishedAt: row.published_at,
    terms: [{ value: '返金', position: 1 }],
  }))))
}

async function seedRows({ kysely, pool }: TestDatabase, company: Company, channel: 'x' | 'line', author: string): Promise<Rows> {
  const workspaceId = company.workspace.id
  const ws = { workspace_id: workspaceId }
  const heard: HeardIds = await company.hears({ from: author, text: '返金してください', channel, sentiment: 'negative' })
  const worked: HeardIds = await company.hears({ from: author, text: '前回の件です', channel })
  const channelId = company.channels[channel]
  const owner = company.workspace.people.花子.actor.id
  const [app, tag, rule, ticket, lead, note, media, attached, upload, action, job, notification, token] = Array.from({ length: 13 }, newId) as [string, string, string, string, string, string, string, string, string, string, string, string, string]
  const bytes = Buffer.from('見積書')
  const file = { content_type: 'application/pdf', byte_size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), bytes }
  await kysely.insertInto('app').values({ ...ws, id: app, network: channel, key: newId(), name: 'アプリ', secrets: 'sealed' }).execute()
  await kysely.insertInto('tag').values({ ...ws, id: tag, name: `返金-${tag.slice(-4)}` }).execute()
  await kysely.insertInto('rule').values({ ...ws, id: rule, name: '返金', conditions: JSON.stringify({ text: { anyOf: ['返金'], noneOf: [] } }), actions: JSON.stringify([{ kind: 'tag', tag: '返金' }]) }).execute()
  const number = await nextNumber(pool, workspaceId)
  await kysely.insertInto('ticket').values({ ...ws, id: ticket, number, conversation_id: worked.conversationId, profile_id: worked.profileId, subject: '返金の件', assignee_id: null, team_id: null, mention_id: worked.mentionId, rule_id: null, previous_ticket_id: null }).execute()
  await kysely.insertInto('lead').values({ ...ws, id: lead, number, profile_id: heard.profileId, conversation_id: heard.conversationId, mention_id: heard.mentionId, owner_id: null, team_id: null, name: author, name_kana: null, company: null, mail: null, phone: null, need: null, next_step: null, rule_id: null }).execute()
  await kysely.insertInto('note').values({ ...ws, id: note, conversation_id: worked.conversationId, ticket_id: ticket, author_user_id: owner, text: '確認中' }).execute()
  for (const id of [media, upload]) await kysely.insertInto('media').values({ ...ws, id, channel_id: null, ...file }).execute()
  await kysely.insertInto('attachment').values({ ...ws, id: attached, media_id: media, file_name: '見積書.pdf', note_id: note, ticket_id: null, uploaded_by: owner }).execute()
  await kysely.insertInto('attachment').values({ ...ws, id: upload, media_id: upload, file_name: '下書き.pdf', note_id: null, ticket_id: null, uploaded_by: owner }).execute()
  await kysely.insertInto('outbound_action').values({
    ...ws, id: action, network: channel, channel_id: channelId, conversation_id: heard.conversationId, operation: 'reply', idempotency: 'none', idempotency_key: newId(), dedupe_key: newId(),
    target: JSON.stringify({ to: 'post-1' }), text: '申し訳ございません', state: 'unknown', due_at: new Date(), handle: null, external_id: null, url: null, problem: null, created_by: owner,
  }).execute()
  await kysely.insertInto('job').values({ ...ws, id: job, kind: 'import', params: '{}', total: 3, cursor: null, result: null, created_by: owner }).execute()
  await kysely.insertInto('notification').values({ ...ws, id: notification, user_id: owner, kind: 'notify', subject_kind: 'conversation', subject_id: heard.conversationId, conversation_id: heard.conversationId, data: '{}' }).execute()
  await pool.query(`insert into identity.api_token (id, workspace_id, name, digest, role, scopes, created_by, expires_at) values ($1, $2, '集計', $3, 'viewer', '{read}', $4, now() + interval '30 days')`, [token, workspaceId, Buffer.from(token), owner])
  const parked = await kysely.insertInto('intake').values({
    ...ws, source_id: channelId, app_id: null, channel_id: channelId, network: channel, kind: 'mention', dedupe_key: newId(), raw: Buffer.from('{"id":1}'), state: 'parked', step: 'readItem', reason: 'unmappable',
  }).returning('seq').executeTakeFirstOrThrow()
  return {
    conversation: heard.conversationId, mention: heard.mentionId, profile: heard.profileId, channel: channelId, app, tag, rule, ticket, lead, note, media, upload, action, job, notification,
    team: company.workspace.teams.マーケ, member: company.workspace.people.一郎.actor.id, token, parked: parked.seq,
  }
}

async function nextNumber(pool: TestDatabase['pool'], workspaceId: string): Promise<number> {
  const { rows } = await pool.query<{ next: number }>('select coalesce(max(number), 0) + 1 as next from ticket where workspace_id = $1', [workspaceId])
  return rows[0]!.next
}
