import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../../core/context.ts'
import { readConversationRow } from '../../../core/conversation/read-conversation-row.ts'
import { Conflict, Forbidden, InvalidInput, NotAllowedNow, NotFound } from '../../../core/errors.ts'
import { markNotificationsRead } from '../../../core/notification/mark-notifications-read.ts'
import { listNotifications } from '../../../core/notification/list-notifications.ts'
import { assignConversation } from '../../../core/conversation/assign-conversation.ts'
import { createTag } from '../../../core/tag/create-tag.ts'
import { deleteTag } from '../../../core/tag/delete-tag.ts'
import { listTags } from '../../../core/tag/list-tags.ts'
import { changeMember } from '../../../core/team/change-member.ts'
import { deleteTeam } from '../../../core/team/delete-team.ts'
import { listMembers } from '../../../core/team/list-members.ts'
import { listTeams } from '../../../core/team/list-teams.ts'
import { saveTeam } from '../../../core/team/save-team.ts'
import { behindWall, openCompany, type Company } from './company.ts'

let company: Company
beforeAll(async () => {
  company = await openCompany()
})
afterAll(() => company?.database.close())

const as = (name: '花子' | '健' | '美咲' | '一郎') => company.workspace.people[name]
const change = (input: Parameters<typeof changeMember>[1], who: Scope = as('花子')) => company.inWorkspace(who, (ctx) => changeMember(ctx, input))

test('the last active administrator can neither be demoted nor suspended, not even by two at once', async () => {
  const hanako = as('花子').actor.id
  const ken = as('健').actor.id
  await expect(change({ userId: hanako, role: 'agent' })).rejects.toMatchObject({ code: 'last_administrator' })
  await expect(change({ userId: hanako, state: 'suspended' })).rejects.toBeInstanceOf(NotAllowedNow)
  await change({ userId: ken, role: 'administrator' })
  const both = await Promise.allSettled([change({ userId: hanako, role: 'agent' }), change({ userId: ken, state: 'suspended' }, { ...as('健'), role: 'administrator' })])
  expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const members = await company.inWorkspace(as('花子'), listMembers)
  expect(members.filter((member) => member.role === 'administrator' && member.state === 'active')).toHaveLength(1)
  await company.database.kysely.updateTable('member').set({ role: 'administrator', state: 'active' }).where('user_id', 'in', [hanako]).execute()
  await company.database.kysely.updateTable('member').set({ role: 'manager', state: 'active' }).where('user_id', 'in', [ken]).execute()
})

test('roles and states change with an event, by an administrator only, for this workspace only', async () => {
  const misaki = as('美咲').actor.id
  const before = (await company.inWorkspace(as('花子'), listMembers)).find((member) => member.userId === misaki)!
  expect(before).toMatchObject({ role: 'agent', state: 'active', teamIds: [company.workspace.teams.サポート] })
  expect(await change({ userId: misaki, version: before.version, role: 'manager', state: 'suspended' })).toMatchObject({ role: 'manager', state: 'suspended', version: before.version + 1 })
  await expect(change({ userId: misaki, version: before.version, state: 'active' })).rejects.toBeInstanceOf(Conflict)
  const { conversationId } = await company.hears({ from: '客', text: '担当は' })
  await expect(company.inWorkspace(as('健'), (ctx) => assignConversation(ctx, { id: conversationId, assigneeId: misaki }))).rejects.toBeInstanceOf(InvalidInput)
  await change({ userId: misaki, role: 'agent', state: 'active' })
  expect(await company.eventsOf(misaki)).toEqual(['member.role-changed', 'member.suspended', 'member.role-changed', 'member.resumed'])
  await expect(change({ userId: misaki, role: 'viewer' }, as('健'))).rejects.toBeInstanceOf(Forbidden)
  const other = await openCompany({ name: '港の書店', database: company.database })
  await expect(change({ userId: other.workspace.people.美咲.actor.id, role: 'viewer' })).rejects.toBeInstanceOf(NotFound)
})

test('a team is saved whole; one that channels are kept for is not deleted, and its work goes back to nobody', async () => {
  const save = (input: Parameters<typeof saveTeam>[1], who: Scope = as('花子')) => company.inWorkspace(who, (ctx) => saveTeam(ctx, input))
  const sales = await save({ name: '営業', memberIds: [as('健').actor.id], channelIds: [company.channels.line] })
  expect(sales).toMatchObject({ name: '営業', memberIds: [as('健').actor.id], channelIds: [company.channels.line], version: 1 })
  await expect(save({ name: '営業', memberIds: [], channelIds: [] })).rejects.toBeInstanceOf(Conflict)
  await expect(save({ name: '法務', memberIds: ['nobody'], channelIds: [] })).rejects.toBeInstanceOf(InvalidInput)
  await expect(save({ id: sales.id, version: 9, name: '営業', memberIds: [], channelIds: [] })).rejects.toBeInstanceOf(Conflict)
  await expect(save({ name: '法務', memberIds: [], channelIds: [] }, as('健'))).rejects.toBeInstanceOf(Forbidden)
  await expect(company.inWorkspace(as('花子'), (ctx) => deleteTeam(ctx, { id: sales.id }))).rejects.toMatchObject({ code: 'team_has_channels' })
  const { conversationId } = await company.hears({ from: '商談相手', text: '見積もりを' })
  await company.inWorkspace(as('健'), (ctx) => assignConversation(ctx, { id: conversationId, teamId: sales.id }))
  await save({ id: sales.id, version: 1, name: '営業部', memberIds: [as('健').actor.id], channelIds: [] })
  await company.inWorkspace(as('花子'), (ctx) => deleteTeam(ctx, { id: sales.id, version: 2 }))
  expect((await company.inWorkspace(as('健'), (ctx) => readConversationRow(ctx, { id: conversationId }))).team).toBeNull()
  expect((await company.inWorkspace(as('一郎'), listTeams)).map((team) => team.name).toSorted()).toEqual(['サポート', 'マーケ'])
  expect(await company.eventsOf(sales.id)).toEqual(['team.created', 'team.changed', 'team.deleted'])
})

test('tags are one a name, and deleting takes them off', async () => {
  const tags = await Promise.all([company.inWorkspace(as('美咲'), (ctx) => createTag(ctx, { name: '急ぎ' })), company.inWorkspace(as('健'), (ctx) => createTag(ctx, { name: '急ぎ' }))])
  expect(tags[0].id).toBe(tags[1].id)
  await expect(company.inWorkspace(as('一郎'), (ctx) => createTag(ctx, { name: '見るだけ' }))).rejects.toBeInstanceOf(Forbidden)
  await company.inWorkspace(as('健'), (ctx) => deleteTag(ctx, { id: tags[0].id }))
  await expect(company.inWorkspace(as('健'), (ctx) => deleteTag(ctx, { id: tags[0].id }))).rejects.toBeInstanceOf(NotFound)
  expect((await company.inWorkspace(as('一郎'), listTags)).map((tag) => tag.name)).not.toContain('急ぎ')
  expect(await company.eventsOf(tags[0].id)).toEqual(['tag.created', 'tag.deleted'])
})

test('the bell is a person\'s own and says nothing from behind a wall', async () => {
  const mine = await company.hears({ from: '鈴木商店', text: '壁の話', channel: 'line' })
  await company.inWorkspace(as('花子'), (ctx) => assignConversation(ctx, { id: mine.conversationId, assigneeId: as('美咲').actor.id }))
  const bell = async (scope = as('美咲')) => company.inWorkspace(scope, listNotifications)
  expect((await bell()).rows[0]).toMatchObject({ kind: 'assigned', conversationId: mine.conversationId, readAt: null })
  const { unread } = await bell()
  expect((await bell(as('一郎'))).rows).toEqual([])
  await company.inWorkspace(as('花子'), (ctx) => assignConversation(ctx, { id: mine.conversationId, assigneeId: as('花子').actor.id }))
  expect((await bell(behindWall(as('美咲'), [company.channels.x]))).rows.some((row) => row.conversationId === mine.conversationId)).toBe(false)
  const id = (await bell()).rows[0]!.id
  expect(await company.inWorkspace(as('健'), (ctx) => markNotificationsRead(ctx, { ids: [id] }))).toEqual({ read: 0 })
  expect(await company.inWorkspace(as('美咲'), (ctx) => markNotificationsRead(ctx, { ids: [id] }))).toEqual({ read: 1 })
  expect((await bell()).unread).toBe(unread - 1)
})
