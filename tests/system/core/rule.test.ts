import { afterAll, beforeAll, expect, test } from 'vitest'
import { assignConversation } from '../../../core/conversation/assign-conversation.ts'
import { readConversationRow } from '../../../core/conversation/read-conversation-row.ts'
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../../core/errors.ts'
import { listLeads } from '../../../core/lead/list-leads.ts'
import { listNotifications } from '../../../core/notification/list-notifications.ts'
import { applyRule, ruleScope } from '../../../core/rule/apply-rule.ts'
import { changeRule } from '../../../core/rule/change-rule.ts'
import { createRule } from '../../../core/rule/create-rule.ts'
import { deleteRule } from '../../../core/rule/delete-rule.ts'
import { listRules } from '../../../core/rule/list-rules.ts'
import { makeRuleBook } from '../../../core/rule/rule-book.ts'
import { tryConditions, tryRule } from '../../../core/rule/try-rule.ts'
import { listTickets } from '../../../core/ticket/list-tickets.ts'
import { readTicket } from '../../../core/ticket/read-ticket.ts'
import { advanceClock } from '../../support/database.ts'
import { behindWall, openCompany, type Company } from './company.ts'

let company: Company
beforeAll(async () => {
  company = await openCompany()
})
afterAll(() => company?.database.close())

const as = (name: '花子' | '健' | '美咲' | '翔太') => company.workspace.people[name]
const refund = { text: { anyOf: ['返金'] } }

test('a matched rule acts once a mention and version, in its own name', async () => {
  const rule = await company.inWorkspace(as('健'), (ctx) => createRule(ctx, {
    name: '返金の相談', conditions: refund,
    actions: [
      { kind: 'tag', tag: '返金' }, { kind: 'open-ticket', priority: 'high', teamId: company.workspace.teams.サポート }, { kind: 'capture-lead', ownerId: as('翔太').actor.id },
      { kind: 'notify', userIds: [as('花子').actor.id], teamIds: [company.workspace.teams.マーケ] },
    ],
  }))
  const { conversationId, mentionId } = await company.hears({ from: '田中', text: '返金してください' })
  const apply = (mentionVersion: number) => company.inWorkspace(ruleScope(company.workspace.id, rule.id), (ctx) => applyRule(ctx, { ruleId: rule.id, mentionId, mentionVersion, conversationId }))
  expect([await apply(0), await apply(0), await apply(1)]).toEqual([true, false, true])
  expect(await company.inWorkspace(as('美咲'), (ctx) => readConversationRow(ctx, { id: conversationId }))).toMatchObject({ tags: [{ name: '返金' }], state: 'pending', team: { name: 'サポート' } })
  const tickets = await company.inWorkspace(as('美咲'), (ctx) => listTickets(ctx, {}))
  expect(tickets.rows).toMatchObject([{ priority: 'high', conversationId }])
  const ticket = await company.inWorkspace(as('美咲'), (ctx) => readTicket(ctx, { id: tickets.rows[0]!.id }))
  expect(ticket.ruleName).toBe('返金の相談')
  expect(ticket.history[0]!.actor).toEqual({ kind: 'rule', id: rule.id, name: '返金の相談' })
  expect((await company.inWorkspace(as('翔太'), (ctx) => listLeads(ctx, {}))).rows).toMatchObject([{ name: '田中', owner: { id: as('翔太').actor.id }, source: { text: '返金してください' } }])
  expect((await company.inWorkspace(as('花子'), listNotifications)).rows.map((row) => row.kind)).toEqual(['notify', 'notify'])
  expect((await company.inWorkspace(as('健'), listRules)).find((one) => one.id === rule.id)!.matchedToday).toBe(2)
  expect(await company.eventsOf(rule.id)).toEqual(['rule.created', 'rule.matched', 'rule.matched'])
})

test('an action that cannot be done is skipped and said; the others run, and nobody is overruled', async () => {
  const rule = await company.inWorkspace(as('健'), (ctx) => createRule(ctx, {
    name: '割り当て', conditions: refund, actions: [{ kind: 'assign', assigneeId: as('翔太').actor.id }, { kind: 'sort', sorting: 'spam' }],
  }))
  const { conversationId, mentionId } = await company.hears({ from: '林', text: '返金？' })
  await company.inWorkspace(as('美咲'), (ctx) => assignConversation(ctx, { id: conversationId, assigneeId: as('美咲').actor.id }))
  await company.inWorkspace(ruleScope(company.workspace.id, rule.id), (ctx) => applyRule(ctx, { ruleId: rule.id, mentionId, mentionVersion: 0, conversationId }))
  expect(await company.inWorkspace(as('美咲'), (ctx) => readConversationRow(ctx, { id: conversationId }))).toMatchObject({ assignee: { id: as('美咲').actor.id }, sorting: 'spam' })
  const event = await company.database.kysely.selectFrom('event').select('data').where('name', '=', 'rule.matched').where('subject_id', '=', rule.id).executeTakeFirstOrThrow()
  expect(event.data).toMatchObject({ skipped: [{ kind: 'assign', code: 'already_assigned' }] })
})

test('trying out says what the last 24 hours would have matched, behind the wall, and does nothing', async () => {
  const rule = await company.inWorkspace(as('健'), (ctx) => createRule(ctx, { name: '試す', conditions: { text: { anyOf: ['とろろ昆布'] } }, actions: [{ kind: 'tag', tag: '昆布' }] }))
  await company.hears({ from: '昨日の人', text: 'トロロ昆布が好き' })
  await advanceClock(company.database.kysely, { hours: 25 })
  const shown = await company.hears({ from: '今日の人', text: 'トロロ昆布はありますか' })
  const hidden = await company.hears({ from: '壁の人', text: 'とろろ昆布', channel: 'line' })
  const tried = await company.inWorkspace(as('健'), (ctx) => tryRule(ctx, { id: rule.id }))
  expect(tried.matched).toBe(2)
  expect(tried.samples.map((sample) => sample.id)).toEqual([hidden.mentionId, shown.mentionId])
  expect((await company.inWorkspace(behindWall(as('健'), [company.channels.x]), (ctx) => tryConditions(ctx, { conditions: { text: { anyOf: ['とろろ昆布'] } } }))).matched).toBe(1)
  expect((await company.inWorkspace(as('美咲'), (ctx) => readConversationRow(ctx, { id: shown.conversationId }))).tags).toEqual([])
})

test('rules are made and changed by who may, and name only people who are there', async () => {
  const make = (who: '健' | '美咲', actions: unknown[]) => company.inWorkspace(as(who), (ctx) => createRule(ctx, { name: '規則', conditions: refund, actions }))
  await expect(make('美咲', [{ kind: 'tag', tag: 'x' }])).rejects.toBeInstanceOf(Forbidden)
  await expect(make('健', [{ kind: 'notify', userIds: ['nobody'] }])).rejects.toBeInstanceOf(InvalidInput)
  await expect(make('健', [{ kind: 'explode' }])).rejects.toBeInstanceOf(InvalidInput)
  const rule = await make('健', [{ kind: 'tag', tag: 'x' }])
  const book = makeRuleBook()
  const count = async () => (await book(company.database.kysely, [company.workspace.id])).get(company.workspace.id)!.match({
    text: '返金', network: 'x', channelId: '', sentiment: '', language: 'ja', kind: 'post', author: { handle: null, name: null, followers: null }, tagIds: [],
  }).includes(rule.id)
  expect(await count()).toBe(true)
  expect(await company.inWorkspace(as('健'), (ctx) => changeRule(ctx, { id: rule.id, version: 1, enabled: false }))).toMatchObject({ enabled: false, version: 2 })
  expect(await count()).toBe(false)
  await expect(company.inWorkspace(as('健'), (ctx) => changeRule(ctx, { id: rule.id, version: 1, name: '古い' }))).rejects.toBeInstanceOf(Conflict)
  await company.inWorkspace(as('健'), (ctx) => deleteRule(ctx, { id: rule.id }))
  await expect(company.inWorkspace(as('健'), (ctx) => deleteRule(ctx, { id: rule.id }))).rejects.toBeInstanceOf(NotFound)
  const late = await company.hears({ from: '遅い客', text: '返金' })
  expect(await company.inWorkspace(ruleScope(company.workspace.id, rule.id), (ctx) => applyRule(ctx, { ruleId: rule.id, mentionId: late.mentionId, mentionVersion: 0, conversationId: late.conversationId }))).toBe(false)
  expect(await company.eventsOf(rule.id)).toEqual(['rule.created', 'rule.changed', 'rule.deleted'])
  const other = await openCompany({ name: '港の書店', database: company.database })
  const foreign = await other.inWorkspace(other.workspace.people.健, (ctx) => createRule(ctx, { name: '他社', conditions: refund, actions: [{ kind: 'tag', tag: 'x' }] }))
  await expect(company.inWorkspace(as('花子'), (ctx) => changeRule(ctx, { id: foreign.id, enabled: false }))).rejects.toBeInstanceOf(NotFound)
  await expect(company.inWorkspace(as('花子'), (ctx) => tryRule(ctx, { id: foreign.id }))).rejects.toBeInstanceOf(NotFound)
})
