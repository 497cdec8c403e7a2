import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InWorkspace, Ports, Scope } from '../../core/context.ts'
import { NotFound } from '../../core/errors.ts'
import { appendEvent } from '../../core/event/append-event.ts'
import type { NewEvent } from '../../core/event/event.ts'
import { lastPosition, listEventsSince, listHistory } from '../../core/event/list-events.ts'
import { sealEvents } from '../../core/event/seal-events.ts'
import { newId } from '../../core/id.ts'
import { makeInWorkspace } from '../../storage/postgres/scope.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { seedWorkspace, type SeededWorkspace } from '../support/people.ts'

let database: TestDatabase
let inWorkspace: InWorkspace
let workspace: SeededWorkspace
/** A conversation on each team's own channel; the other team is walled out. */
let support: { channelId: string; conversationId: string }
let marketing: { channelId: string; conversationId: string }
let 美咲: Scope
let 翔太: Scope

beforeAll(async () => {
  database = await openTestDatabase()
  // Reading and appending events use no port.
  inWorkspace = makeInWorkspace(database.kysely, {} as Ports)
  workspace = await seedWorkspace(database.kysely)
  support = await converse()
  marketing = await converse()
  美咲 = { ...workspace.people.美咲, channels: [support.channelId] }
  翔太 = { ...workspace.people.翔太, channels: [marketing.channelId] }
})
afterAll(() => database.close())

async function converse() {
  const [channelId, conversationId] = [newId(), newId()]
  await sql`
    insert into channel (workspace_id, id, network, external_id, name) values (${workspace.id}, ${channelId}, 'x', ${channelId}, '公式')`.execute(database.kysely)
  await sql`
    insert into conversation (workspace_id, id, channel_id, network, external_key, profile_id, last_mention_at, arrival)
    values (${workspace.id}, ${conversationId}, ${channelId}, 'x', ${conversationId}, ${newId()}, app.now(), nextval('arrival_seq'))`.execute(database.kysely)
  return { channelId, conversationId }
}

function append(scope: Scope, event: NewEvent): Promise<void> {
  return inWorkspace(scope, (ctx) => appendEvent(ctx, event))
}

async function seal(): Promise<void> {
  await database.kysely.transaction().execute((db) => sealEvents(db))
}

test('a history holds what people did and said, newest first, before and after it is sealed', async () => {
  const { 健, 花子 } = workspace.people
  const { conversationId } = support
  const ticketId = newId()
  await append(健, { name: 'ticket.opened', subject: { kind: 'ticket', id: ticketId }, conversationId, data: { number: 12 } })
  await append(健, { name: 'note.written', subject: { kind: 'note', id: newId() }, conversationId, detail: { text: '返金の手続きを確認中' } })
  const fresh = await inWorkspace(花子, (ctx) => listHistory(ctx, { of: { conversationId } }))
  expect(fresh.events.map(({ name, actor, data, detail, position }) => ({ name, actor: actor.name, data, detail, position }))).toEqual([
    { name: 'note.written', actor: '鈴木 健', data: {}, detail: { text: '返金の手続きを確認中' }, position: null },
    { name: 'ticket.opened', actor: '鈴木 健', data: { number: 12 }, detail: null, position: null },
  ])
  await seal()
  const first = await inWorkspace(花子, (ctx) => listHistory(ctx, { of: { conversationId }, limit: 1 }))
  expect(first.events[0]).toMatchObject({ name: 'note.written', position: expect.any(Number) })
  const second = await inWorkspace(花子, (ctx) => listHistory(ctx, { of: { conversationId }, limit: 1, after: first.after }))
  expect(second.events[0]).toMatchObject({ name: 'ticket.opened' })
  expect(second.after).toBeUndefined()
  const ofTicket = await inWorkspace(花子, (ctx) => listHistory(ctx, { of: { subjectKind: 'ticket', subjectId: ticketId } }))
  expect(ofTicket.events.map(({ name }) => name)).toEqual(['ticket.opened'])
})

test('walls between teams hold for histories and for the stream, which goes on behind what it may not show', async () => {
  await seal()
  const from = await inWorkspace(workspace.people.花子, lastPosition)
  await append(workspace.people.花子, { name: 'conversation.assigned', subject: { kind: 'conversation', id: support.conversationId }, conversationId: support.conversationId })
  await append(workspace.people.花子, { name: 'conversation.tagged', subject: { kind: 'conversation', id: marketing.conversationId }, conversationId: marketing.conversationId })
  await append(workspace.people.花子, { name: 'channel.changed', subject: { kind: 'channel', id: marketing.channelId } })
  await append(workspace.people.花子, { name: 'token.created', subject: { kind: 'token', id: newId() } })
  await append(workspace.people.花子, { name: 'team.changed', subject: { kind: 'team', id: workspace.teams.サポート } })
  await seal()
  const seen = async (scope: Scope) => (await inWorkspace(scope, (ctx) => listEventsSince(ctx, { position: from })))
  expect((await seen(美咲)).events.map(({ name }) => name)).toEqual(['conversation.assigned', 'team.changed'])
  expect((await seen(翔太)).events.map(({ name }) => name)).toEqual(['conversation.tagged', 'channel.changed', 'team.changed'])
  expect((await seen(workspace.people.花子)).events).toHaveLength(5)
  expect(await seen(美咲)).toMatchObject({ upTo: from + 5, more: false })

  const paged = await inWorkspace(美咲, (ctx) => listEventsSince(ctx, { position: from + 1, limit: 2 }))
  expect(paged).toEqual({ events: [], upTo: from + 3, more: true })
  await expect(inWorkspace(翔太, (ctx) => listHistory(ctx, { of: { conversationId: support.conversationId } }))).rejects.toThrow(NotFound)
  const behind = await inWorkspace(翔太, (ctx) => listHistory(ctx, { of: { subjectKind: 'conversation', subjectId: support.conversationId } }))
  expect(behind.events).toEqual([])
})

test('a hand-over shows the conversation to those who got it', async () => {
  const handed = await converse()
  await append(workspace.people.花子, { name: 'conversation.handed-over', subject: { kind: 'conversation', id: handed.conversationId }, conversationId: handed.conversationId })
  await expect(inWorkspace(翔太, (ctx) => listHistory(ctx, { of: { conversationId: handed.conversationId } }))).rejects.toThrow(NotFound)
  await sql`update conversation set team_id = ${workspace.teams.マーケ} where id = ${handed.conversationId}`.execute(database.kysely)
  expect((await inWorkspace(翔太, (ctx) => listHistory(ctx, { of: { conversationId: handed.conversationId } }))).events).toHaveLength(1)
})

test('another workspace sees nothing', async () => {
  const other = await seedWorkspace(database.kysely, { name: '夕焼食品' })
  await seal()
  expect(await inWorkspace(other.people.花子, (ctx) => listEventsSince(ctx, { position: 0 }))).toEqual({ events: [], upTo: 0, more: false })
  await expect(inWorkspace(other.people.花子, (ctx) => listHistory(ctx, { of: { conversationId: support.conversationId } }))).rejects.toThrow(NotFound)
})
