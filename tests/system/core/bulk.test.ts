import { afterAll, beforeAll, expect, test } from 'vitest'
import { listInbox } from '../../../core/conversation/list-inbox.ts'
import { readConversationRow } from '../../../core/conversation/read-conversation-row.ts'
import { makeRunBulk } from '../../../core/conversation/run-bulk.ts'
import { setConversationState } from '../../../core/conversation/set-conversation-state.ts'
import { startBulk, undoBulk } from '../../../core/conversation/start-bulk.ts'
import { Forbidden, NotAllowedNow, NotFound } from '../../../core/errors.ts'
import { cancelJob } from '../../../core/job/cancel-job.ts'
import { listJobRows } from '../../../core/job/list-job-rows.ts'
import { listJobs } from '../../../core/job/list-jobs.ts'
import { readJob } from '../../../core/job/read-job.ts'
import { tagConversation } from '../../../core/conversation/tag-conversation.ts'
import { openTicket } from '../../../core/ticket/open-ticket.ts'
import { drainJobs, type Runners } from '../../../pipeline/jobs.ts'
import { advanceClock } from '../../support/database.ts'
import { behindWall, openCompany, portsForVerbs, type Company } from './company.ts'

let company: Company
beforeAll(async () => {
  company = await openCompany()
})
afterAll(() => company?.database.close())

const as = (name: '健' | '美咲' | '直子') => company.workspace.people[name]
const start = (input: unknown, who = as('美咲')) => company.inWorkspace(who, (ctx) => startBulk(ctx, input))
const state = async (id: string) => (await company.inWorkspace(as('美咲'), (ctx) => readConversationRow(ctx, { id }))).state

function drain(runners: Runners = { bulk: makeRunBulk(company.inWorkspace, 2) }): Promise<number> {
  const unused = (): never => { throw new Error('not part of this test') }
  const log = { trace: unused, debug: unused, info: unused, warn: unused, error: unused } as never
  return drainJobs({ db: company.database.kysely, log, ports: portsForVerbs, leaseSeconds: 30 } as never, runners)
}

async function hearMany(count: number, text: string): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) ids.push((await company.hears({ from: `${text}${i}`, text })).conversationId)
  return ids
}

test('what can be done is done, what cannot is listed with its reason, and undo takes all of it back', async () => {
  const ids = await hearMany(5, 'まとめて完了')
  const ticket = await company.inWorkspace(as('美咲'), (ctx) => openTicket(ctx, { conversationId: ids[0]! }))
  const job = await start({ ids, act: { kind: 'state', state: 'done' } })
  expect(job).toMatchObject({ kind: 'bulk', state: 'waiting', total: 5, done: 0 })
  expect(await drain()).toBe(3)
  expect(await company.inWorkspace(as('美咲'), (ctx) => readJob(ctx, { id: job.id }))).toMatchObject({ state: 'done', done: 4, failed: 1 })
  const rows = await company.inWorkspace(as('美咲'), (ctx) => listJobRows(ctx, { id: job.id }))
  expect(rows).toMatchObject([{ raw: ids[0], reason: { en: expect.stringContaining(`#${ticket.ticket.number}`) } }])
  expect(await Promise.all(ids.map(state))).toEqual(['pending', 'done', 'done', 'done', 'done'])
  // One of them is opened again by somebody: undo leaves that one to them.
  await company.inWorkspace(as('健'), (ctx) => setConversationState(ctx, { id: ids[1]!, state: 'pending' }))
  const back = await company.inWorkspace(as('美咲'), (ctx) => undoBulk(ctx, { id: job.id }))
  await drain()
  expect(await company.inWorkspace(as('美咲'), (ctx) => readJob(ctx, { id: back.id }))).toMatchObject({ state: 'done', total: 4, done: 3, failed: 1 })
  expect(await Promise.all(ids.map(state))).toEqual(['pending', 'pending', 'open', 'open', 'open'])
  await expect(company.inWorkspace(as('美咲'), (ctx) => undoBulk(ctx, { id: job.id }))).rejects.toBeInstanceOf(NotAllowedNow)
  await expect(company.inWorkspace(as('健'), (ctx) => undoBulk(ctx, { id: job.id }))).rejects.toBeInstanceOf(NotFound)
})

test('all that a filter matches up to the snapshot, and nothing that came after', async () => {
  const ids = await hearMany(3, '料金について')
  for (const id of ids) await company.inWorkspace(as('美咲'), (ctx) => tagConversation(ctx, { id, add: ['料金プラン'] }))
  const tagId = (await company.inWorkspace(as('美咲'), (ctx) => readConversationRow(ctx, { id: ids[0]! }))).tags[0]!.id
  const job = await start({ filter: { view: 'waiting', tagIds: [tagId] }, act: { kind: 'assign', assigneeId: as('健').actor.id } })
  expect(job.total).toBe(3)
  await company.hears({ from: '後の客', text: '追伸', conversationId: ids[2]! })
  await drain()
  const page = await company.inWorkspace(as('健'), (ctx) => listInbox(ctx, { view: 'mine' }))
  expect(page.rows.map((row) => row.id).toSorted()).toEqual(ids.slice(0, 2).toSorted())
})

test('a crashed slice is repeated and nothing is done twice', async () => {
  const ids = await hearMany(4, '再開')
  const job = await start({ ids, act: { kind: 'sort', sorting: 'repost' } })
  const run = makeRunBulk(company.inWorkspace, 2)
  const claimed = await company.database.kysely.updateTable('job').set({ state: 'running', fence: 7 }).where('id', '=', job.id).returningAll().executeTakeFirstOrThrow()
  expect(await run(claimed)).toBe('more')
  // The dead process comes back with what it knew: its fence is old, so nothing of it is kept.
  await company.database.kysely.updateTable('job').set({ fence: 8 }).where('id', '=', job.id).execute()
  expect(await run({ ...claimed, cursor: '2' })).toBe('done')
  expect(await Promise.all(ids.map(async (id) => (await company.eventsOf(id)).length))).toEqual(expect.arrayContaining([0, 0, 1, 1]))
  const current = await company.database.kysely.selectFrom('job').selectAll().where('id', '=', job.id).executeTakeFirstOrThrow()
  expect(await run(current)).toBe('more')
  expect(await run({ ...current, cursor: '4', done: 4 })).toBe('done')
  for (const id of ids) expect(await company.eventsOf(id)).toEqual(['conversation.sorted'])
  await company.database.kysely.updateTable('job').set({ state: 'done' }).where('id', '=', job.id).execute()
})

test('cancelling stops before the next slice, and only the right people ask and see', async () => {
  const ids = await hearMany(3, '取り消し')
  const job = await start({ ids, act: { kind: 'state', state: 'done' } })
  expect(await company.inWorkspace(as('美咲'), (ctx) => cancelJob(ctx, { id: job.id }))).toMatchObject({ state: 'cancelled' })
  expect(await drain()).toBe(0)
  expect(await Promise.all(ids.map(state))).toEqual(['open', 'open', 'open'])
  await expect(company.inWorkspace(as('直子'), (ctx) => startBulk(ctx, { ids, act: { kind: 'state', state: 'done' } }))).rejects.toBeInstanceOf(Forbidden)
  await expect(company.inWorkspace(as('直子'), (ctx) => readJob(ctx, { id: job.id }))).rejects.toBeInstanceOf(NotFound)
  expect((await company.inWorkspace(as('美咲'), (ctx) => listJobs(ctx))).some((one) => one.id === job.id)).toBe(true)
  expect(await company.eventsOf(job.id)).toEqual(['job.started', 'job.cancelled'])
})

test('a job stays behind the wall of who asked', async () => {
  const seen = await company.hears({ from: '見える人', text: '壁の手前' })
  const hidden = await company.hears({ from: '見えない人', text: '壁の向こう', channel: 'line' })
  const job = await start({ ids: [seen.conversationId, hidden.conversationId], act: { kind: 'tag', add: ['壁'] } }, behindWall(as('美咲'), [company.channels.x]))
  await drain()
  expect(await company.inWorkspace(as('美咲'), (ctx) => readJob(ctx, { id: job.id }))).toMatchObject({ done: 1, failed: 1 })
  expect((await company.inWorkspace(as('美咲'), (ctx) => readConversationRow(ctx, { id: hidden.conversationId }))).tags).toEqual([])
})

test('the minute of undo ends', async () => {
  const ids = await hearMany(1, '時間切れ')
  const job = await start({ ids, act: { kind: 'state', state: 'done' } })
  await drain()
  await advanceClock(company.database.kysely, { seconds: 61 })
  await expect(company.inWorkspace(as('美咲'), (ctx) => undoBulk(ctx, { id: job.id }))).rejects.toBeInstanceOf(NotAllowedNow)
})
