import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../../core/context.ts'
import { assignConversation } from '../../../core/conversation/assign-conversation.ts'
import type { ConversationState } from '../../../core/conversation/conversation.ts'
import { listInbox } from '../../../core/conversation/list-inbox.ts'
import { decideOnNewMention } from '../../../core/conversation/on-new-mention.ts'
import { readConversationRow } from '../../../core/conversation/read-conversation-row.ts'
import { recordAnsweredThere } from '../../../core/conversation/record-answered-there.ts'
import { setConversationState } from '../../../core/conversation/set-conversation-state.ts'
import { writeNote } from '../../../core/conversation/write-note.ts'
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../../core/errors.ts'
import { keepMedia } from '../../../core/media/keep-media.ts'
import { readMedia } from '../../../core/media/read-media.ts'
import { listNotifications } from '../../../core/notification/list-notifications.ts'
import { assignTicket } from '../../../core/ticket/assign-ticket.ts'
import { attachToTicket } from '../../../core/ticket/attach-to-ticket.ts'
import { changeTicket } from '../../../core/ticket/change-ticket.ts'
import { closeSolvedTickets } from '../../../core/ticket/close-solved.ts'
import { handOverTicket } from '../../../core/ticket/hand-over-ticket.ts'
import { listTickets } from '../../../core/ticket/list-tickets.ts'
import { openTicket } from '../../../core/ticket/open-ticket.ts'
import { readTicket } from '../../../core/ticket/read-ticket.ts'
import { setTicketState } from '../../../core/ticket/set-ticket-state.ts'
import type { TicketState, TicketView } from '../../../core/ticket/ticket.ts'
import { advanceClock } from '../../support/database.ts'
import { behindWall, openCompany, type Company } from './company.ts'

let company: Company
let other: Company
beforeAll(async () => {
  company = await openCompany()
  other = await openCompany({ name: '港の書店', database: company.database })
})
afterAll(() => company?.database.close())

const as = (name: '花子' | '健' | '美咲' | '翔太' | '一郎') => company.workspace.people[name]
const row = (id: string) => company.inWorkspace(as('花子'), (ctx) => readConversationRow(ctx, { id }))
const open = (conversationId: string, input: object = {}) => company.inWorkspace(as('美咲'), (ctx) => openTicket(ctx, { conversationId, ...input }))
const setState = (id: string, state: 'open' | 'pending' | 'on_hold' | 'solved' | 'closed') => company.inWorkspace(as('美咲'), (ctx) => setTicketState(ctx, { id, state }))

describe('a ticket and its conversation', () => {
  test('opening holds the conversation for the ticket\'s people and takes it out of the others\' work', async () => {
    const { conversationId, mentionId } = await company.hears({ from: '田中', text: '先週買った\n掃除機が\u3000動きません' })
    const { ticket, history } = await open(conversationId, { assigneeId: as('健').actor.id, teamId: company.workspace.teams.サポート, mentionId })
    expect(ticket).toMatchObject({ state: 'new', subject: '先週買った 掃除機が 動きません', assignee: { name: '鈴木 健' }, team: { name: 'サポート' } })
    expect(history.map((event) => event.name)).toEqual(['ticket.opened'])
    expect(await row(conversationId)).toMatchObject({
      state: 'pending', assignee: { name: '鈴木 健' }, ticket: { id: ticket.id, number: ticket.number, assigneeName: '鈴木 健', teamName: 'サポート' },
    })
    const has = async (name: '健' | '花子', view: 'mine' | 'waiting' | 'held') =>
      (await company.inWorkspace(as(name), (ctx) => listInbox(ctx, { view, limit: 200 }))).rows.some((one) => one.id === conversationId)
    expect([await has('健', 'mine'), await has('健', 'held'), await has('花子', 'waiting'), await has('花子', 'held')]).toEqual([true, true, false, false])
    expect((await company.inWorkspace(as('健'), listNotifications)).rows[0]).toMatchObject({ kind: 'assigned', subject: { kind: 'ticket', id: ticket.id } })
    expect(await company.eventsOf(conversationId)).toEqual(['conversation.state-changed'])
  })

  test('while it has the conversation, only the ticket moves it', async () => {
    const { conversationId } = await company.hears({ from: '上田', text: '請求書の件' })
    const { ticket } = await open(conversationId)
    const tries = [
      company.inWorkspace(as('美咲'), (ctx) => setConversationState(ctx, { id: conversationId, state: 'done' })),
      company.inWorkspace(as('美咲'), (ctx) => assignConversation(ctx, { id: conversationId, assigneeId: null })),
    ]
    for (const one of tries) await expect(one).rejects.toMatchObject({ code: 'held_by_ticket', details: { ticket: { number: ticket.number } } })
    await company.inWorkspace(as('美咲'), (ctx) => assignTicket(ctx, { id: ticket.id, assigneeId: as('花子').actor.id }))
    expect(await row(conversationId)).toMatchObject({ assignee: { id: as('花子').actor.id } })
  })

  test('solving makes it done, reopening takes it back, closing is for good', async () => {
    const { conversationId } = await company.hears({ from: '原', text: '箱がつぶれていた' })
    const { ticket } = await open(conversationId, { assigneeId: as('健').actor.id })
    const states: [TicketState, ConversationState][] = []
    for (const state of ['open', 'pending', 'on_hold', 'solved', 'open', 'solved'] as const) {
      const after = await setState(ticket.id, state)
      states.push([after.state, (await row(conversationId)).state])
    }
    expect(states).toEqual([['open', 'pending'], ['pending', 'pending'], ['on_hold', 'pending'], ['solved', 'done'], ['open', 'pending'], ['solved', 'done']])
    expect((await row(conversationId)).waitingSince).toBeNull()
    const closed = await setState(ticket.id, 'closed')
    expect(closed).toMatchObject({ state: 'closed', solvedAt: expect.any(String), closedAt: expect.any(String) })
    await expect(setState(ticket.id, 'open')).rejects.toMatchObject({ code: 'ticket_closed' })
    await expect(company.inWorkspace(as('美咲'), (ctx) => changeTicket(ctx, { id: ticket.id, priority: 'high' }))).rejects.toMatchObject({ code: 'ticket_closed' })
    expect(await company.eventsOf(ticket.id)).toEqual([
      'ticket.opened', 'ticket.state-changed', 'ticket.state-changed', 'ticket.state-changed', 'ticket.state-changed', 'ticket.reopened', 'ticket.state-changed', 'ticket.state-changed',
    ])
  })

  test('opening again gives the same ticket, reopened if it was solved, and a linked one once it is closed', async () => {
    const { conversationId } = await company.hears({ from: '横山', text: '何度もすみません' })
    const first = await open(conversationId)
    expect((await open(conversationId)).ticket.id).toBe(first.ticket.id)
    await setState(first.ticket.id, 'solved')
    expect((await open(conversationId)).ticket).toMatchObject({ id: first.ticket.id, state: 'open', solvedAt: null })
    await setState(first.ticket.id, 'closed')
    const second = await open(conversationId)
    expect(second.ticket.id).not.toBe(first.ticket.id)
    expect(second.previousTicket).toEqual({ id: first.ticket.id, number: first.ticket.number })
  })

  test('two who open at once get one ticket, and no number is missing', async () => {
    const { conversationId } = await company.hears({ from: '安田', text: '至急' })
    const both = await Promise.all([open(conversationId), company.inWorkspace(as('健'), (ctx) => openTicket(ctx, { conversationId }))])
    expect(both[0].ticket.id).toBe(both[1].ticket.id)
    const { conversationId: broken } = await company.hears({ from: '島', text: '途中で失敗' })
    await expect(company.inWorkspace(as('美咲'), async (ctx) => {
      await openTicket(ctx, { conversationId: broken })
      throw new Error('the connection broke')
    })).rejects.toThrow('the connection broke')
    expect((await open(broken)).ticket.number).toBe(both[0].ticket.number + 1)
  })
})

describe('a new mention', () => {
  const cases: [ConversationState, TicketState | null, boolean, object][] = [
    ['open', null, false, {}],
    ['pending', null, false, { conversation: 'open' }],
    ['snoozed', null, false, { conversation: 'open' }],
    ['done', null, false, { conversation: 'open' }],
    ['done', 'closed', false, { conversation: 'open' }],
    ['pending', 'new', false, {}],
    ['pending', 'open', false, {}],
    ['pending', 'pending', false, { ticket: 'open' }],
    ['pending', 'on_hold', false, { ticket: 'open' }],
    ['done', 'solved', false, { ticket: 'open', conversation: 'pending' }],
    ['done', 'solved', true, { ticket: 'closed', conversation: 'open' }],
  ]
  test.each(cases)('conversation %s, ticket %s, over %s', (conversation, ticket, ticketIsOver, decision) => {
    expect(decideOnNewMention({ conversation, ticket, ticketIsOver })).toEqual(decision)
  })

  test('within 72 hours of solving it opens the ticket again, later the conversation', async () => {
    const { conversationId } = await company.hears({ from: '今井', text: '直りました' })
    const { ticket } = await open(conversationId, { assigneeId: as('健').actor.id })
    await setState(ticket.id, 'solved')
    await advanceClock(company.database.kysely, { hours: 71 })
    await company.hears({ from: '今井', text: 'また壊れました', conversationId, at: new Date(Date.now() + 71 * 3_600_000) })
    expect(await row(conversationId)).toMatchObject({ state: 'pending', assignee: { id: as('健').actor.id }, ticket: { state: 'open' } })
    await setState(ticket.id, 'solved')
    await advanceClock(company.database.kysely, { hours: 73 })
    expect(await company.database.kysely.transaction().execute((db) => closeSolvedTickets(db))).toBeGreaterThan(0)
    await company.hears({ from: '今井', text: '一週間後にまた', conversationId, at: new Date(Date.now() + 145 * 3_600_000) })
    expect(await row(conversationId)).toMatchObject({ state: 'open', ticket: null })
    expect((await company.inWorkspace(as('美咲'), (ctx) => readTicket(ctx, { id: ticket.id }))).ticket.state).toBe('closed')
    expect((await company.eventsOf(ticket.id)).filter((name) => name === 'ticket.reopened')).toHaveLength(1)
  })

  test('lands on a ticket whose time is over although no sweep has come by', async () => {
    const { conversationId } = await company.hears({ from: '河野', text: '済みました' })
    const { ticket } = await open(conversationId)
    await setState(ticket.id, 'solved')
    await advanceClock(company.database.kysely, { hours: 80 })
    await company.hears({ from: '河野', text: '別件です', conversationId, at: new Date(Date.now() + 240 * 3_600_000) })
    expect(await row(conversationId)).toMatchObject({ state: 'open', ticket: null })
    expect((await company.inWorkspace(as('美咲'), (ctx) => readTicket(ctx, { id: ticket.id }))).ticket).toMatchObject({ state: 'closed', solvedAt: expect.any(String) })
  })
})

test('handing over keeps notes, history and clock, and tells the other team', async () => {
  const { conversationId } = await company.hears({ from: '坂本', text: '見積もりがほしい', channel: 'line' })
  const { ticket } = await open(conversationId, { teamId: company.workspace.teams.サポート, dueAt: '2027-01-15T00:00:00.000Z' })
  await company.inWorkspace(as('美咲'), (ctx) => writeNote(ctx, { conversationId, ticketId: ticket.id, text: '法人のお客様' }))
  const walled = behindWall(as('翔太'), [company.channels.x])
  await expect(company.inWorkspace(walled, (ctx) => readTicket(ctx, { id: ticket.id }))).rejects.toBeInstanceOf(NotFound)
  const after = await company.inWorkspace(as('美咲'), (ctx) => handOverTicket(ctx, { id: ticket.id, teamId: company.workspace.teams.マーケ, note: '見積もりをお願いします' }))
  expect(after).toMatchObject({ team: { name: 'マーケ' }, assignee: null, dueAt: ticket.dueAt, openedAt: ticket.openedAt, number: ticket.number })
  const view: TicketView = await company.inWorkspace(walled, (ctx) => readTicket(ctx, { id: ticket.id }))
  expect(view.timeline.flatMap((entry) => (entry.kind === 'note' ? [entry.note.text] : []))).toEqual(['法人のお客様', '見積もりをお願いします'])
  expect(view.history.map((event) => event.name)).toEqual(['ticket.opened', 'ticket.handed-over'])
  expect((await row(conversationId)).team).toEqual({ id: company.workspace.teams.マーケ, name: 'マーケ' })
  expect((await company.inWorkspace(walled, listNotifications)).rows[0]).toMatchObject({ kind: 'assigned', data: { handedOver: true } })
})

test('our answer stops the clock of the first reply on the ticket, once', async () => {
  const { conversationId } = await company.hears({ from: '永井', text: '教えてください' })
  const { ticket } = await open(conversationId)
  await company.inWorkspace(as('美咲'), (ctx) => recordAnsweredThere(ctx, { conversationId, text: '電話しました' }))
  const first = (await company.inWorkspace(as('美咲'), (ctx) => readTicket(ctx, { id: ticket.id }))).ticket
  expect(first.firstReplyAt).not.toBeNull()
  await advanceClock(company.database.kysely, { hours: 1 })
  await company.inWorkspace(as('美咲'), (ctx) => recordAnsweredThere(ctx, { conversationId, text: 'もう一度' }))
  expect((await company.inWorkspace(as('美咲'), (ctx) => readTicket(ctx, { id: ticket.id }))).ticket.firstReplyAt).toBe(first.firstReplyAt)
})

test('changes, fields and attachments leave events; an older version is refused', async () => {
  const { conversationId } = await company.hears({ from: '桑原', text: '写真つき' })
  const { ticket } = await open(conversationId)
  const changed = await company.inWorkspace(as('美咲'), (ctx) => changeTicket(ctx, { id: ticket.id, version: ticket.version, priority: 'urgent', fields: { 型番: 'KV-200' }, dueAt: '2026-12-01T00:00:00Z' }))
  expect(changed).toMatchObject({ priority: 'urgent', dueAt: '2026-12-01T00:00:00.000Z', version: ticket.version + 1 })
  await expect(company.inWorkspace(as('健'), (ctx) => changeTicket(ctx, { id: ticket.id, version: ticket.version, type: 'problem' }))).rejects.toMatchObject({ code: 'conflict', details: { current: { priority: 'urgent' } } })
  const { mediaId } = await company.inWorkspace(as('美咲'), (ctx) => keepMedia(ctx, { fileName: '領収書.pdf', contentType: 'application/pdf', bytes: new TextEncoder().encode('%PDF') }))
  await expect(company.inWorkspace(as('健'), (ctx) => readMedia(ctx, { id: mediaId }))).rejects.toBeInstanceOf(NotFound)
  expect(await company.inWorkspace(as('美咲'), (ctx) => attachToTicket(ctx, { id: ticket.id, attachmentIds: [mediaId] }))).toMatchObject([{ fileName: '領収書.pdf', byteSize: 4 }])
  expect((await company.inWorkspace(as('健'), (ctx) => readMedia(ctx, { id: mediaId }))).fileName).toBe('領収書.pdf')
  const view = await company.inWorkspace(as('健'), (ctx) => readTicket(ctx, { id: ticket.id }))
  expect(view.fields).toEqual({ 型番: 'KV-200' })
  expect(view.history.map((event) => event.name)).toEqual(['ticket.opened', 'ticket.changed', 'ticket.attached'])
  expect(view.history[1]!.data).not.toHaveProperty('fields')
})

test('lists by due time, newest and urgency page without a gap; overdue follows the database\'s clock', async () => {
  const mine = await openCompany({ name: '山の宿', database: company.database })
  const me = mine.workspace.people.美咲
  const now = (await mine.database.kysely.selectNoFrom((eb) => eb.fn<Date>('app.now').as('now')).executeTakeFirstOrThrow()).now
  const due = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString()
  const wanted = [{ dueAt: due(3) }, { priority: 'urgent' as const }, { dueAt: due(1), priority: 'low' as const }, {}]
  for (const [i, input] of wanted.entries()) {
    const { conversationId } = await mine.hears({ from: `客${i}`, text: `用件${i}` })
    await mine.inWorkspace(me, (ctx) => openTicket(ctx, { conversationId, ...input }))
  }
  const numbers = async (order: 'due' | 'newest' | 'priority') => {
    const seen: number[] = []
    let after: string | undefined
    do {
      const page = await mine.inWorkspace(me, (ctx) => listTickets(ctx, { order, limit: 1, after }))
      expect(page.total).toBe(4)
      seen.push(...page.rows.map((one) => one.number))
      after = page.after ?? undefined
    } while (after)
    return seen
  }
  expect(await numbers('due')).toEqual([3, 1, 2, 4])
  expect(await numbers('newest')).toEqual([4, 3, 2, 1])
  expect(await numbers('priority')).toEqual([2, 1, 4, 3])
  const overdue = async () => (await mine.inWorkspace(me, (ctx) => listTickets(ctx, { view: 'overdue' }))).rows.map((one) => one.number)
  expect(await overdue()).toEqual([])
  await advanceClock(mine.database.kysely, { hours: 2 })
  expect(await overdue()).toEqual([3])
})

describe('walls', () => {
  const acts: Record<string, (ctx: Context, id: string) => Promise<unknown>> = {
    read: (ctx, id) => readTicket(ctx, { id }),
    change: (ctx, id) => changeTicket(ctx, { id, priority: 'high' }),
    state: (ctx, id) => setTicketState(ctx, { id, state: 'solved' }),
    assign: (ctx, id) => assignTicket(ctx, { id, assigneeId: null }),
    'hand-over': (ctx, id) => handOverTicket(ctx, { id, teamId: company.workspace.teams.マーケ }),
    attach: (ctx, id) => attachToTicket(ctx, { id, attachmentIds: [id] }),
  }
  test.each(Object.entries(acts))('%s: another workspace and another team\'s channel are not found, a reader may not act', async (name, act) => {
    const foreign = await other.hears({ from: '他社の客', text: '秘密' })
    const theirs = await other.inWorkspace(other.workspace.people.美咲, (ctx) => openTicket(ctx, { conversationId: foreign.conversationId }))
    const here = await company.hears({ from: '当社の客', text: '内緒', channel: 'line' })
    const { ticket } = await open(here.conversationId)
    await expect(company.inWorkspace(as('花子'), (ctx) => act(ctx, theirs.ticket.id))).rejects.toBeInstanceOf(NotFound)
    await expect(company.inWorkspace(behindWall(as('美咲'), [company.channels.x]), (ctx) => act(ctx, ticket.id))).rejects.toBeInstanceOf(NotFound)
    if (name !== 'read') await expect(company.inWorkspace(as('一郎'), (ctx) => act(ctx, ticket.id))).rejects.toBeInstanceOf(Forbidden)
    expect(await company.eventsOf(ticket.id)).toEqual(['ticket.opened'])
  })

  test('opening obeys them too, and lists show nothing of the other side', async () => {
    const foreign = await other.hears({ from: '他社の客', text: '秘密' })
    const hidden = await company.hears({ from: '当社の客', text: '内緒', channel: 'line' })
    await expect(open(foreign.conversationId)).rejects.toBeInstanceOf(NotFound)
    const walled = behindWall(as('美咲'), [company.channels.x])
    await expect(company.inWorkspace(walled, (ctx) => openTicket(ctx, { conversationId: hidden.conversationId }))).rejects.toBeInstanceOf(NotFound)
    await expect(company.inWorkspace(as('一郎'), (ctx) => openTicket(ctx, { conversationId: hidden.conversationId }))).rejects.toBeInstanceOf(Forbidden)
    const { ticket } = await open(hidden.conversationId)
    const seen = async (scope: typeof walled) => (await company.inWorkspace(scope, (ctx) => listTickets(ctx, { view: 'all', limit: 200 }))).rows.some((one) => one.id === ticket.id)
    expect([await seen(as('美咲')), await seen(walled)]).toEqual([true, false])
    await expect(open(hidden.conversationId, { assigneeId: other.workspace.people.健.actor.id })).rejects.toBeInstanceOf(InvalidInput)
    await expect(company.inWorkspace(as('美咲'), (ctx) => setTicketState(ctx, { id: ticket.id, version: 99, state: 'solved' }))).rejects.toBeInstanceOf(Conflict)
  })
})
