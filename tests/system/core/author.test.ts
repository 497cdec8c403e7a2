import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { recordAnsweredThere } from '../../../core/conversation/record-answered-there.ts'
import { readThread } from '../../../core/conversation/read-thread.ts'
import { writeNote } from '../../../core/conversation/write-note.ts'
import { Forbidden, NotFound } from '../../../core/errors.ts'
import { newId } from '../../../core/id.ts'
import { captureLead } from '../../../core/lead/capture-lead.ts'
import { deleteAtNetwork } from '../../../core/mention/delete-at-network.ts'
import { authorKey, postKey } from '../../../core/mention/forgotten-keys.ts'
import { eraseAuthor } from '../../../core/profile/erase-author.ts'
import { readAuthor } from '../../../core/profile/read-author.ts'
import { openTicket } from '../../../core/ticket/open-ticket.ts'
import { createPostgresMentionIndex } from '../../../storage/postgres/mention-index/create-mention-index.ts'
import { behindWall, openCompany, portsForVerbs, type Company, type HeardIds } from './company.ts'

let company: Company
beforeAll(async () => {
  company = await openCompany({ ports: { ...portsForVerbs, index: createPostgresMentionIndex() } })
})
afterAll(() => company?.database.close())

const as = (name: '花子' | '健' | '美咲') => company.workspace.people[name]
const page = (id: string, input: object = {}, scope = as('美咲')) => company.inWorkspace(scope, (ctx) => readAuthor(ctx, { id, ...input }))

test('one person in one line of time, newest first, with their tickets and leads', async () => {
  const day = Date.parse('2026-11-20T00:00:00Z')
  const first = await company.hears({ from: '田中', text: '一番目', at: new Date(day), sentiment: 'negative' })
  const second = await company.hears({ from: '田中', text: '二番目', at: new Date(day + 60_000), sentiment: 'positive' })
  await company.hears({ from: '別の人', text: '関係ない', at: new Date(day + 61_000) })
  await company.inWorkspace(as('美咲'), async (ctx) => {
    await writeNote(ctx, { conversationId: first.conversationId, text: '常連' })
    await recordAnsweredThere(ctx, { conversationId: second.conversationId, text: '電話で回答' })
    await openTicket(ctx, { conversationId: first.conversationId })
    await captureLead(ctx, { conversationId: second.conversationId })
  })
  const whole = await page(first.profileId)
  expect(whole).toMatchObject({ author: { name: '田中' }, mentionCount: 2, sentiment: { negative: 1, positive: 1, neutral: 0, mixed: 0 }, tickets: [{ subject: '一番目' }], leads: [{ name: '田中' }] })
  expect(whole.timeline.map((entry) => entry.kind).toSorted()).toEqual(['mention', 'mention', 'note', 'reply'])
  const seen: string[] = []
  let after: string | undefined
  do {
    const part = await page(first.profileId, { limit: 1, after })
    seen.push(...part.timeline.map((entry) => `${entry.kind} ${entry.at}`))
    after = part.after ?? undefined
  } while (after)
  expect(seen).toEqual(whole.timeline.map((entry) => `${entry.kind} ${entry.at}`))
  expect(seen.map((line) => line.split(' ')[1]!)).toEqual(seen.map((line) => line.split(' ')[1]!).toSorted().toReversed())
})

test('only what is in sight, and nobody who is not', async () => {
  const hidden = await company.hears({ from: '壁の人', text: '見えない', channel: 'line' })
  const walled = behindWall(as('美咲'), [company.channels.x])
  await expect(page(hidden.profileId, {}, walled)).rejects.toBeInstanceOf(NotFound)
  const other = await openCompany({ name: '港の書店', database: company.database })
  const foreign = await other.hears({ from: '他社の客', text: '秘密' })
  await expect(page(foreign.profileId)).rejects.toBeInstanceOf(NotFound)
  await expect(company.inWorkspace(as('花子'), (ctx) => eraseAuthor(ctx, { profileId: foreign.profileId }))).rejects.toBeInstanceOf(NotFound)
  await expect(company.inWorkspace(as('健'), (ctx) => eraseAuthor(ctx, { profileId: hidden.profileId }))).rejects.toBeInstanceOf(Forbidden)
})

test('an erased person is nowhere any more, and cannot come back', async () => {
  const heard = await company.hears({ from: '忘れられたい山田', text: '電話番号は03-9999-1111です' })
  await keepCopiesOfPost(heard, '03-9999-1111')
  await keepCopiesOfPerson(heard, '忘れられたい山田')
  const before = await company.database.kysely.selectFrom('mention').select(['external_id']).where('id', '=', heard.mentionId).executeTakeFirstOrThrow()
  expect(await tablesThatHold('忘れられたい')).toEqual(expect.arrayContaining(['event_detail', 'intake', 'lead', 'profile']))
  expect(await company.inWorkspace(as('花子'), (ctx) => eraseAuthor(ctx, { profileId: heard.profileId }))).toEqual({ erased: 1 })
  expect(await tablesThatHold('忘れられたい')).toEqual([])
  expect(await tablesThatHold('03-9999-1111')).toEqual([])
  expect(await tablesThatHold(before.external_id)).toEqual([])
  const { digest } = portsForVerbs
  const suppressed = await company.database.kysely.selectFrom('suppression').select('author_hash').where('workspace_id', '=', company.workspace.id).execute()
  expect(suppressed.map((row) => row.author_hash)).toContain(authorKey(digest, company.workspace.id, 'x', 'x-忘れられたい山田'))
  const thread = await company.inWorkspace(as('花子'), (ctx) => readThread(ctx, { id: heard.conversationId }))
  expect(thread.entries.find((entry) => entry.kind === 'mention')).toMatchObject({ mention: { text: '', deletedAt: expect.any(String), author: { name: null } } })
  expect(await company.eventsOf(heard.profileId)).toEqual(['mention.erased'])
})

test('what its author deleted at the network goes from every copy, and a late copy stays out', async () => {
  const heard = await company.hears({ from: '削除する人', text: '住所は青山9-9-9です' })
  await keepCopiesOfPost(heard, '青山9-9-9')
  const { external_id: externalId } = await company.database.kysely.selectFrom('mention').select('external_id').where('id', '=', heard.mentionId).executeTakeFirstOrThrow()
  expect((await tablesThatHold('青山9-9-9')).toSorted()).toEqual(['event_detail', 'intake', 'mention', 'mention_version', 'outbound_action', 'reply', 'ticket'])
  const remove = (id: string) => company.inWorkspace(as('花子'), (ctx) => deleteAtNetwork(ctx, { network: 'x', externalId: id }))
  expect([await remove(externalId), await remove(externalId), await remove('never-seen')]).toEqual([true, true, false])
  expect(await tablesThatHold('青山9-9-9')).toEqual([])
  const keys = await company.database.kysely.selectFrom('tombstone').select('key_hash').where('workspace_id', '=', company.workspace.id).execute()
  expect(keys.map((row) => row.key_hash)).toEqual(expect.arrayContaining([externalId, 'never-seen'].map((id) => postKey(portsForVerbs.digest, company.workspace.id, 'x', id))))
  expect(await company.eventsOf(heard.mentionId)).toEqual(['mention.deleted-at-network'])
})

/** Everywhere that a post's words come to lie in the course of work. */
async function keepCopiesOfPost(heard: HeardIds, words: string): Promise<void> {
  const { kysely } = company.database
  const { external_id: postId } = await kysely.selectFrom('mention').select('external_id').where('id', '=', heard.mentionId).executeTakeFirstOrThrow()
  const common = { workspace_id: company.workspace.id }
  await company.inWorkspace(as('美咲'), (ctx) => openTicket(ctx, { conversationId: heard.conversationId, mentionId: heard.mentionId }))
  await kysely.insertInto('mention_version').values({ ...common, mention_id: heard.mentionId, version: 0, text: words }).execute()
  await cameIn('mention', { text: words }, postId)
  const actionId = newId()
  await kysely.insertInto('outbound_action').values({
    ...common, id: actionId, network: 'x', channel_id: company.channels.x, conversation_id: heard.conversationId, operation: 'reply', idempotency: 'read-back',
    idempotency_key: newId(), dedupe_key: actionId, target: JSON.stringify({ inReplyTo: postId }), text: `「${words}」について`, state: 'due', due_at: new Date(), handle: null,
    external_id: null, url: null, problem: null, created_by: null,
  }).execute()
  await kysely.insertInto('reply').values({
    ...common, id: newId(), conversation_id: heard.conversationId, network: 'x', kind: 'public', text: `「${words}」について`, author_user_id: null, action_id: actionId,
    external_id: null, url: null, in_reply_to: null, arrival: 1,
  }).execute()
}

async function keepCopiesOfPerson(heard: HeardIds, name: string): Promise<void> {
  await company.inWorkspace(as('美咲'), (ctx) => captureLead(ctx, { conversationId: heard.conversationId, mentionId: heard.mentionId, need: `${name}様のご要望`, company: name }))
  await cameIn('event', { type: 'follow', userId: `x-${name}` }, null)
}

async function cameIn(kind: 'mention' | 'event', body: object, postId: string | null): Promise<void> {
  await company.database.kysely.insertInto('intake').values({
    workspace_id: company.workspace.id, source_id: company.channels.x, app_id: null, channel_id: company.channels.x, network: 'x', state: 'done', step: null, reason: null,
    kind, dedupe_key: newId(), raw: Buffer.from(JSON.stringify(body)), post_id: postId,
  }).execute()
}

/** Every table of the schema, as text. */
async function tablesThatHold(words: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%'`.execute(company.database.kysely)
  const held: string[] = []
  for (const { name } of rows) {
    const found = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)} t where t::text like ${`%${words}%`} or t::text like ${`%${Buffer.from(words).toString('hex')}%`}`.execute(company.database.kysely)
    if (found.rows[0]!.n > 0) held.push(name)
  }
  return held
}
