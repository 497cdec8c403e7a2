import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InWorkspace, Ports, Scope } from '../../core/context.ts'
import { appendEvent } from '../../core/event/append-event.ts'
import type { NewEvent } from '../../core/event/event.ts'
import { lastPosition, listEventsSince } from '../../core/event/list-events.ts'
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

test('the stream reads on from a position, in order, and carries no words of people', async () => {
  const { 健, 花子 } = workspace.people
  const { conversationId } = support
  const from = await inWorkspace(花子, lastPosition)
  await append(健, { name: 'ticket.opened', subject: { kind: 'ticket', id: newId() }, conversationId, data: { number: 12 } })
  await append(健, { name: 'note.written', subject: { kind: 'note', id: newId() }, conversationId, detail: { text: '返金の手続きを確認中' } })
  expect((await inWorkspace(花子, (ctx) => listEventsSince(ctx, { position: from }))).events).toEqual([])
  await seal()
  const { events } = await inWorkspace(花子, (ctx) => listEventsSince(ctx, { position: from }))
  expect(events.map(({ name, actor, data, position }) => ({ name, actor: actor.name, data, position }))).toEqual([
    { name: 'ticket.opened', actor: '鈴木 健', data: { number: 12 }, position: from + 1 },
    { name: 'note.written', actor: '鈴木 健', data: {}, position: from + 2 },
  ])
  expect(JSON.stringify(events)).not.toContain('返金')
})

test('walls between teams hold for the stream, which goes on behind what it may not show', async () => {
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
})

test('a hand-over shows the conversation to those who got it', async () => {
  await seal()
  const from = await inWorkspace(workspace.people.花子, lastPosition)
  const handed = await converse()
  await append(workspace.people.花子, { name: 'conversation.handed-over', subject: { kind: 'conversation', id: handed.conversationId }, conversationId: handed.conversationId })
  await seal()
  expect((await inWorkspace(翔太, (ctx) => listEventsSince(ctx, { position: from }))).events).toEqual([])
  await sql`update conversation set team_id = ${workspace.teams.マーケ} where id = ${handed.conversationId}`.execute(database.kysely)
  expect((await inWorkspace(翔太, (ctx) => listEventsSince(ctx, { position: from }))).events).toHaveLength(1)
})

test('another workspace sees nothing', async () => {
  const other = await seedWorkspace(database.kysely, { name: '夕焼食品' })
  await seal()
  expect(await inWorkspace(other.people.花子, (ctx) => listEventsSince(ctx, { position: 0 }))).toEqual({ events: [], upTo: 0, more: false })
})
