import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../../core/context.ts'
import { assignConversation } from '../../../core/conversation/assign-conversation.ts'
import { countInboxViews } from '../../../core/conversation/count-views.ts'
import { countNewInInbox } from '../../../core/conversation/count-new.ts'
import { listInbox } from '../../../core/conversation/list-inbox.ts'
import { markConversationRead } from '../../../core/conversation/mark-conversation-read.ts'
import { readConversationRow } from '../../../core/conversation/read-conversation-row.ts'
import { readThread } from '../../../core/conversation/read-thread.ts'
import { recordAnsweredThere } from '../../../core/conversation/record-answered-there.ts'
import { setConversationState } from '../../../core/conversation/set-conversation-state.ts'
import { sortConversation } from '../../../core/conversation/sort-conversation.ts'
import { tagConversation } from '../../../core/conversation/tag-conversation.ts'
import { wakeSnoozed } from '../../../core/conversation/wake-snoozed.ts'
import { watchConversation } from '../../../core/conversation/watch-conversation.ts'
import { writeNote } from '../../../core/conversation/write-note.ts'
import { Conflict, Forbidden, InvalidInput, NotAllowedNow, NotFound } from '../../../core/errors.ts'
import { newId } from '../../../core/id.ts'
import { keepMedia } from '../../../core/media/keep-media.ts'
import { listNotifications } from '../../../core/notification/list-notifications.ts'
import { undoAct } from '../../../core/undo/undo-act.ts'
import { advanceClock } from '../../support/database.ts'
import { behindWall, openCompany, type Company } from './company.ts'

let company: Company
let other: Company
beforeAll(async () => {
  company = await openCompany()
  other = await openCompany({ name: '港の書店', database: company.database })
})
afterAll(() => company?.database.close())

const as = (name: '花子' | '健' | '美咲' | '翔太' | '直子' | '一郎') => company.workspace.people[name]

describe('the inbox', () => {
  test('pages newest first without a gap or a double, and knows its total', async () => {
    const day = Date.parse('2026-11-20T00:00:00Z')
    const mine = await openCompany({ name: '山の宿', database: company.database })
    for (let i = 0; i < 7; i++) await mine.hears({ from: `客${i}`, text: `部屋は空いていますか ${i}`, at: new Date(day + Math.floor(i / 2) * 1000) })
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await mine.inWorkspace(mine.workspace.people.美咲, (ctx) => listInbox(ctx, { limit: 3, after }))
      expect(page.total).toBe(7)
      expect(page.totalIsExact).toBe(true)
      seen.push(...page.rows.map((row) => row.last.text))
      after = page.after ?? undefined
    } while (after)
    expect(seen.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `部屋は空いていますか ${i}`))
    expect(seen[0]).toBe('部屋は空いていますか 6')
    const byPlace = await mine.inWorkspace(mine.workspace.people.美咲, (ctx) => listInbox(ctx, { limit: 2, offset: 3 }))
    expect(byPlace.rows.map((row) => row.last.text)).toEqual(seen.slice(3, 5))
  })

  test('the longest waiting comes first, and who waits for nothing last', async () => {
    const mine = await openCompany({ name: '町の薬局', database: company.database })
    const late = await mine.hears({ from: '夏目', text: '後から', at: new Date('2026-11-20T02:00:00Z') })
    const early = await mine.hears({ from: '森', text: '先に', at: new Date('2026-11-20T01:00:00Z') })
    const answered = await mine.hears({ from: '樋口', text: '済んだ話', at: new Date('2026-11-19T01:00:00Z') })
    await mine.inWorkspace(mine.workspace.people.美咲, (ctx) => recordAnsweredThere(ctx, { conversationId: answered.conversationId }))
    const ids = async (after?: string) => mine.inWorkspace(mine.workspace.people.美咲, (ctx) => listInbox(ctx, { order: 'longest-waiting', limit: 2, after }))
    const first = await ids()
    expect(first.rows.map((row) => row.id)).toEqual([early.conversationId, late.conversationId])
    expect((await ids(first.after!)).rows.map((row) => row.id)).toEqual([answered.conversationId])
  })

  test('a cursor that this list did not make is refused', async () => {
    await expect(company.inWorkspace(as('美咲'), (ctx) => listInbox(ctx, { after: 'AAAA' }))).rejects.toBeInstanceOf(InvalidInput)
  })

  test('each view counts what it lists', async () => {
    const mine = await openCompany({ name: '駅前カフェ', database: company.database })
    const people = mine.workspace.people
    const heard = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((from) => mine.hears({ from, text: 'コーヒーが冷たい' })))
    await mine.inWorkspace(people.美咲, async (ctx) => {
      await assignConversation(ctx, { id: heard[0]!.conversationId, assigneeId: people.美咲.actor.id, teamId: mine.workspace.teams.サポート })
      await setConversationState(ctx, { id: heard[1]!.conversationId, state: 'done' })
      await setConversationState(ctx, { id: heard[2]!.conversationId, state: 'pending' })
      await sortConversation(ctx, { id: heard[3]!.conversationId, sorting: 'spam' })
    })
    const counts = await mine.inWorkspace(people.美咲, countInboxViews)
    expect(counts).toEqual({ waiting: 2, mine: 1, team: 1, unassigned: 1, held: 1, trouble: 0, done: 1, spam: 1, reposts: 0, all: 5 })
    for (const [view, count] of Object.entries(counts)) {
      const page = await mine.inWorkspace(people.美咲, (ctx) => listInbox(ctx, { view: view as 'mine' }))
      expect([view, page.rows.length, page.total]).toEqual([view, count, count])
    }
  })

  test('the pill counts what came after the list was drawn, and filters narrow both', async () => {
    const mine = await openCompany({ name: '海の家', database: company.database })
    const me = mine.workspace.people.美咲
    await mine.hears({ from: '古い客', text: '昨日の話' })
    const { snapshot } = await mine.inWorkspace(me, (ctx) => listInbox(ctx, {}))
    const bad = await mine.hears({ from: '新しい客', text: '高すぎる', sentiment: 'negative', channel: 'line' })
    await mine.hears({ from: '別の客', text: '良かった', sentiment: 'positive' })
    const count = (filter: object) => mine.inWorkspace(me, (ctx) => countNewInInbox(ctx, { since: snapshot, view: 'waiting', ...filter }))
    expect(await count({})).toEqual({ count: 2 })
    expect(await count({ sentiments: 'negative' })).toEqual({ count: 1 })
    const drawn = await mine.inWorkspace(me, (ctx) => listInbox(ctx, { snapshot }))
    expect(drawn.total).toBe(1)
    const tagged = await mine.inWorkspace(me, (ctx) => tagConversation(ctx, { id: bad.conversationId, add: ['料金'] }))
    const filters = [{ networks: ['line'] }, { channelIds: [mine.channels.line] }, { sentiments: ['negative'] }, { tagIds: [tagged.row.tags[0]!.id] }]
    for (const filter of filters) {
      const page = await mine.inWorkspace(me, (ctx) => listInbox(ctx, filter))
      expect(page.rows.map((row) => row.id)).toEqual([bad.conversationId])
    }
    expect((await mine.inWorkspace(me, (ctx) => listInbox(ctx, { assigneeIds: ['none'] }))).total).toBe(3)
    expect((await mine.inWorkspace(me, (ctx) => listInbox(ctx, { teamIds: [mine.workspace.teams.マーケ] }))).total).toBe(0)
  })
})

describe('deciding about a conversation', () => {
  test('done ends the waiting, leaves an event, and undo brings both back', async () => {
    const { conversationId } = await company.hears({ from: '田中', text: '届きません' })
    const before = await company.inWorkspace(as('美咲'), (ctx) => readConversationRow(ctx, { id: conversationId }))
    const done = await company.inWorkspace(as('美咲'), (ctx) => setConversationState(ctx, { id: conversationId, version: before.version, state: 'done' }))
    expect(done.row).toMatchObject({ state: 'done', waitingSince: null, version: before.version + 1 })
    const undone = await company.inWorkspace(as('美咲'), (ctx) => undoAct(ctx, { token: done.undo }))
    expect(undone.row).toMatchObject({ state: 'open', waitingSince: before.waitingSince })
    await expect(company.inWorkspace(as('美咲'), (ctx) => undoAct(ctx, { token: done.undo }))).rejects.toMatchObject({ code: 'undo_over' })
    expect(await company.eventsOf(conversationId)).toEqual(['conversation.state-changed', 'conversation.state-changed'])
  })

  test('undo belongs to who acted, lasts a minute, and never overrules who came after', async () => {
    const { conversationId } = await company.hears({ from: '林', text: '味が変わった' })
    const act = () => company.inWorkspace(as('美咲'), (ctx) => sortConversation(ctx, { id: conversationId, sorting: 'spam' }))
    const back = () => company.inWorkspace(as('美咲'), (ctx) => sortConversation(ctx, { id: conversationId, sorting: 'normal' }))
    const first = await act()
    await expect(company.inWorkspace(as('健'), (ctx) => undoAct(ctx, { token: first.undo }))).rejects.toMatchObject({ code: 'undo_over' })
    await company.inWorkspace(as('健'), (ctx) => assignConversation(ctx, { id: conversationId, assigneeId: as('健').actor.id }))
    await expect(company.inWorkspace(as('美咲'), (ctx) => undoAct(ctx, { token: first.undo }))).rejects.toBeInstanceOf(Conflict)
    await back()
    const second = await act()
    await advanceClock(company.database.kysely, { seconds: 61 })
    await expect(company.inWorkspace(as('美咲'), (ctx) => undoAct(ctx, { token: second.undo }))).rejects.toBeInstanceOf(NotAllowedNow)
  })

  test('undo takes back an assignment and tags', async () => {
    const { conversationId } = await company.hears({ from: '清水', text: '返品したい' })
    const assigned = await company.inWorkspace(as('美咲'), (ctx) => assignConversation(ctx, { id: conversationId, assigneeId: as('健').actor.id, teamId: company.workspace.teams.マーケ }))
    expect(assigned.row.assignee).toEqual({ id: as('健').actor.id, name: '鈴木 健' })
    expect((await company.inWorkspace(as('美咲'), (ctx) => undoAct(ctx, { token: assigned.undo }))).row).toMatchObject({ assignee: null, team: null })
    const tagged = await company.inWorkspace(as('美咲'), (ctx) => tagConversation(ctx, { id: conversationId, add: ['返品', '急ぎ'] }))
    expect(tagged.row.tags.map((tag) => tag.name).toSorted()).toEqual(['急ぎ', '返品'])
    expect((await company.inWorkspace(as('美咲'), (ctx) => undoAct(ctx, { token: tagged.undo }))).row.tags).toEqual([])
    expect(await company.eventsOf(conversationId)).toEqual(['conversation.assigned', 'conversation.assigned', 'conversation.tagged', 'conversation.untagged'])
  })

  test('who saw an older version gets the newer row instead of overwriting it', async () => {
    const { conversationId } = await company.hears({ from: '斎藤', text: '問い合わせ' })
    await company.inWorkspace(as('健'), (ctx) => setConversationState(ctx, { id: conversationId, version: 1, state: 'pending' }))
    const late = company.inWorkspace(as('美咲'), (ctx) => setConversationState(ctx, { id: conversationId, version: 1, state: 'done' }))
    await expect(late).rejects.toMatchObject({ code: 'conflict', details: { current: { id: conversationId, state: 'pending', version: 2 } } })
  })

  test('of two people at once, one wins and one is told', async () => {
    const { conversationId } = await company.hears({ from: '岡田', text: '同時に' })
    const both = await Promise.allSettled([
      company.inWorkspace(as('健'), (ctx) => assignConversation(ctx, { id: conversationId, version: 1, assigneeId: as('健').actor.id })),
      company.inWorkspace(as('美咲'), (ctx) => assignConversation(ctx, { id: conversationId, version: 1, assigneeId: as('美咲').actor.id })),
    ])
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await company.eventsOf(conversationId)).toEqual(['conversation.assigned'])
  })

  test('a snoozed conversation needs a time ahead and wakes when it has come', async () => {
    const { conversationId } = await company.hears({ from: '石井', text: '来週また' })
    const snooze = (until?: string) => company.inWorkspace(as('美咲'), (ctx) => setConversationState(ctx, { id: conversationId, state: 'snoozed', until }))
    await expect(snooze()).rejects.toBeInstanceOf(InvalidInput)
    await expect(snooze('2020-01-01T00:00:00Z')).rejects.toBeInstanceOf(InvalidInput)
    const inAnHour = new Date(Date.now() + 3_600_000 + 120_000).toISOString()
    expect((await snooze(inAnHour)).row).toMatchObject({ state: 'snoozed', snoozedUntil: inAnHour })
    expect(await company.database.kysely.transaction().execute((db) => wakeSnoozed(db))).toBe(0)
    await advanceClock(company.database.kysely, { hours: 2 })
    expect(await company.database.kysely.transaction().execute((db) => wakeSnoozed(db))).toBe(1)
    expect(await company.inWorkspace(as('美咲'), (ctx) => readConversationRow(ctx, { id: conversationId }))).toMatchObject({ state: 'open', snoozedUntil: null })
    expect(await company.eventsOf(conversationId)).toEqual(['conversation.state-changed', 'conversation.state-changed'])
  })

  test('work goes to active members only', async () => {
    const { conversationId } = await company.hears({ from: '前田', text: '担当は' })
    const give = (assigneeId: string) => company.inWorkspace(as('美咲'), (ctx) => assignConversation(ctx, { id: conversationId, assigneeId }))
    await expect(give('nobody')).rejects.toBeInstanceOf(InvalidInput)
    await expect(give(other.workspace.people.健.actor.id)).rejects.toBeInstanceOf(InvalidInput)
  })

  test('answered there deals with what failed to go out, not with what may have gone', async () => {
    const { conversationId } = await company.hears({ from: '福田', text: '返事がない' })
    const ids = { failed: newId(), unknown: newId() }
    for (const [state, id] of Object.entries(ids)) {
      await company.database.kysely.insertInto('outbound_action').values({
        workspace_id: company.workspace.id, id, network: 'x', channel_id: company.channels.x, conversation_id: conversationId, operation: 'reply', idempotency: 'none',
        idempotency_key: newId(), dedupe_key: id, target: '{}', text: '申し訳ありません', state: state as 'failed', due_at: new Date(), handle: null, external_id: null, url: null, problem: null, created_by: null,
      }).execute()
    }
    await company.database.kysely.updateTable('conversation').set({ send_trouble: true }).where('id', '=', conversationId).execute()
    const answer = () => company.inWorkspace(as('美咲'), (ctx) => recordAnsweredThere(ctx, { conversationId, text: '電話で謝りました' }))
    expect((await answer()).row.sendTrouble).toBe(true)
    const states = await company.database.kysely.selectFrom('outbound_action').select(['id', 'state']).where('conversation_id', '=', conversationId).execute()
    expect(Object.fromEntries(states.map((row) => [row.id, row.state]))).toEqual({ [ids.failed]: 'cancelled', [ids.unknown]: 'unknown' })
    expect(await company.eventsOf(ids.failed)).toEqual(['outbound-action.cancelled'])
  })

  test('answered there counts for the first reply and ends the waiting; the state stays', async () => {
    const { conversationId } = await company.hears({ from: '藤田', text: '電話ください' })
    const { row } = await company.inWorkspace(as('美咲'), (ctx) => recordAnsweredThere(ctx, { conversationId, text: '電話で案内しました', url: 'https://social.example/reply/1' }))
    expect(row).toMatchObject({ waitingSince: null, state: 'open' })
    const stored = await company.database.kysely.selectFrom('conversation').select(['first_reply_at', 'last_reply_at']).where('id', '=', conversationId).executeTakeFirstOrThrow()
    expect(stored.first_reply_at).toBeInstanceOf(Date)
    const thread = await company.inWorkspace(as('美咲'), (ctx) => readThread(ctx, { id: conversationId }))
    expect(thread.entries.find((entry) => entry.kind === 'reply')).toMatchObject({ reply: { madeOutside: true, text: '電話で案内しました', author: { name: '佐藤 美咲' } } })
  })
})

describe('the thread', () => {
  test('pages from the newest backwards, each page oldest first', async () => {
    const day = Date.parse('2026-11-20T00:00:00Z')
    const first = await company.hears({ from: '小川', text: '1通目', at: new Date(day) })
    for (let i = 2; i <= 5; i++) await company.hears({ from: '小川', text: `${i}通目`, conversationId: first.conversationId, at: new Date(day + i * 1000) })
    await company.inWorkspace(as('美咲'), (ctx) => writeNote(ctx, { conversationId: first.conversationId, text: '常連の方' }))
    const newest = await company.inWorkspace(as('美咲'), (ctx) => readThread(ctx, { id: first.conversationId, limit: 3 }))
    expect(newest.entries.map(wordsOf)).toEqual(['4通目', '5通目', '常連の方'])
    const older = await company.inWorkspace(as('美咲'), (ctx) => readThread(ctx, { id: first.conversationId, limit: 3, before: newest.before! }))
    expect(older.entries.map(wordsOf)).toEqual(['1通目', '2通目', '3通目'])
    expect(older.before).toBeNull()
    expect(newest.reply).toMatchObject({ possible: false, openAt: expect.stringContaining('https://social.example/') })
  })

  test('a note tells those it names and those who watch, and carries its attachments', async () => {
    const { conversationId } = await company.hears({ from: '長谷川', text: '写真を送ります' })
    await company.inWorkspace(as('直子'), (ctx) => watchConversation(ctx, { id: conversationId, watching: true }))
    const picture = await company.inWorkspace(as('美咲'), (ctx) => keepMedia(ctx, { fileName: '箱.png', contentType: 'image/png', bytes: new Uint8Array([137, 80, 78, 71]) }))
    const note = await company.inWorkspace(as('美咲'), (ctx) => writeNote(ctx, {
      conversationId, text: '@鈴木 健 見てください', mentionedUserIds: [as('健').actor.id, as('美咲').actor.id], attachmentIds: [picture.mediaId],
    }))
    expect(note.attachments).toMatchObject([{ fileName: '箱.png', byteSize: 4 }])
    const bell = async (name: '健' | '直子' | '美咲') => (await company.inWorkspace(as(name), listNotifications)).rows.filter((row) => row.conversationId === conversationId).map((row) => row.kind)
    expect(await bell('健')).toEqual(['named'])
    expect(await bell('直子')).toEqual(['watched'])
    expect(await bell('美咲')).toEqual([])
    await expect(company.inWorkspace(as('健'), (ctx) => writeNote(ctx, { conversationId, text: '同じ写真', attachmentIds: [picture.mediaId] }))).rejects.toBeInstanceOf(InvalidInput)
  })

  test('read is a person\'s own mark', async () => {
    const { conversationId } = await company.hears({ from: '近藤', text: 'まだ？' })
    const unread = async (name: '美咲' | '健') => (await company.inWorkspace(as(name), (ctx) => readConversationRow(ctx, { id: conversationId }))).unread
    await company.inWorkspace(as('美咲'), (ctx) => markConversationRead(ctx, { id: conversationId, read: true }))
    expect([await unread('美咲'), await unread('健')]).toEqual([false, true])
    await company.hears({ from: '近藤', text: 'もしもし', conversationId })
    expect(await unread('美咲')).toBe(true)
  })
})

describe('walls', () => {
  const acts: Record<string, (ctx: Context, id: string) => Promise<unknown>> = {
    row: (ctx, id) => readConversationRow(ctx, { id }),
    thread: (ctx, id) => readThread(ctx, { id }),
    state: (ctx, id) => setConversationState(ctx, { id, state: 'done' }),
    assign: (ctx, id) => assignConversation(ctx, { id, assigneeId: null }),
    tag: (ctx, id) => tagConversation(ctx, { id, add: ['壁'] }),
    sort: (ctx, id) => sortConversation(ctx, { id, sorting: 'spam' }),
    watch: (ctx, id) => watchConversation(ctx, { id, watching: true }),
    read: (ctx, id) => markConversationRead(ctx, { id, read: true }),
    note: (ctx, id) => writeNote(ctx, { conversationId: id, text: '見えますか' }),
    answered: (ctx, id) => recordAnsweredThere(ctx, { conversationId: id }),
  }
  const reads = ['row', 'thread', 'watch', 'read']

  test.each(Object.entries(acts))('%s: another workspace and another team\'s channel are not found, a reader may not act', async (name, act) => {
    const foreign = await other.hears({ from: '他社の客', text: '秘密' })
    const here = await company.hears({ from: '当社の客', text: '内緒', channel: 'line' })
    const walled = behindWall(as('美咲'), [company.channels.x])
    await expect(company.inWorkspace(as('花子'), (ctx) => act(ctx, foreign.conversationId))).rejects.toBeInstanceOf(NotFound)
    await expect(company.inWorkspace(walled, (ctx) => act(ctx, here.conversationId))).rejects.toBeInstanceOf(NotFound)
    if (!reads.includes(name)) await expect(company.inWorkspace(as('一郎'), (ctx) => act(ctx, here.conversationId))).rejects.toBeInstanceOf(Forbidden)
    expect(await company.eventsOf(here.conversationId)).toEqual([])
  })

  test('lists and counts obey the wall, and an assignment opens a door in it', async () => {
    const mine = await openCompany({ name: '谷の工房', database: company.database })
    const walled = behindWall(mine.workspace.people.美咲, [mine.channels.x])
    const shown = await mine.hears({ from: '表', text: '見える' })
    const hidden = await mine.hears({ from: '裏', text: '見えない', channel: 'line' })
    const ids = async () => (await mine.inWorkspace(walled, (ctx) => listInbox(ctx, { view: 'all' }))).rows.map((row) => row.id)
    expect(await ids()).toEqual([shown.conversationId])
    expect((await mine.inWorkspace(walled, countInboxViews)).all).toBe(1)
    await mine.inWorkspace(mine.workspace.people.花子, (ctx) => assignConversation(ctx, { id: hidden.conversationId, teamId: mine.workspace.teams.サポート }))
    expect((await ids()).toSorted()).toEqual([shown.conversationId, hidden.conversationId].toSorted())
  })
})

test('a new mention opens what was done and wakes who watches, once', async () => {
  const { conversationId } = await company.hears({ from: '村上', text: 'ありがとう' })
  await company.inWorkspace(as('美咲'), async (ctx) => {
    await setConversationState(ctx, { id: conversationId, state: 'done' })
    await watchConversation(ctx, { id: conversationId, watching: true })
  })
  const at = new Date(Date.now() + 1000)
  await company.hears({ from: '村上', text: 'やはりだめでした', conversationId, at })
  await company.hears({ from: '村上', text: '電話もつながりません', conversationId, at: new Date(at.getTime() + 1000) })
  expect(await company.inWorkspace(as('美咲'), (ctx) => readConversationRow(ctx, { id: conversationId }))).toMatchObject({ state: 'open', mentionCount: 3, waitingSince: at.toISOString() })
  const { rows } = await company.inWorkspace(as('美咲'), listNotifications)
  expect(rows.filter((row) => row.conversationId === conversationId)).toHaveLength(1)
  expect(await company.eventsOf(conversationId)).toEqual(['conversation.state-changed', 'conversation.watched', 'conversation.state-changed'])
})

function wordsOf(entry: { kind: string; mention?: { text: string }; note?: { text: string } }): string {
  return entry.mention?.text ?? entry.note?.text ?? entry.kind
}
