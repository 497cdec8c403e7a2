import { afterAll, beforeAll, expect, test } from 'vitest'
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../../core/errors.ts'
import { captureLead } from '../../../core/lead/capture-lead.ts'
import { changeLead } from '../../../core/lead/change-lead.ts'
import { listLeads } from '../../../core/lead/list-leads.ts'
import { readLead } from '../../../core/lead/read-lead.ts'
import { behindWall, openCompany, type Company } from './company.ts'

let company: Company
beforeAll(async () => {
  company = await openCompany()
})
afterAll(() => company?.database.close())

const as = (name: '花子' | '健' | '美咲' | '翔太' | '一郎') => company.workspace.people[name]

test('a person has one open lead, whichever conversation shows it, and a new one after it is won or lost', async () => {
  const first = await company.hears({ from: '大塚商店', text: '法人契約はできますか' })
  const again = await company.hears({ from: '大塚商店', text: '見積もりをください' })
  const both = await Promise.all([
    company.inWorkspace(as('美咲'), (ctx) => captureLead(ctx, { conversationId: first.conversationId, mentionId: first.mentionId, company: '大塚商店', nameKana: 'オオツカショウテン' })),
    company.inWorkspace(as('健'), (ctx) => captureLead(ctx, { conversationId: again.conversationId })),
  ])
  expect(both[0].id).toBe(both[1].id)
  const lost = await company.inWorkspace(as('美咲'), (ctx) => changeLead(ctx, { id: both[0].id, stage: 'lost' }))
  expect(lost).toMatchObject({ stage: 'lost', version: 2 })
  const second = await company.inWorkspace(as('美咲'), (ctx) => captureLead(ctx, { conversationId: again.conversationId }))
  expect(second).toMatchObject({ number: lost.number + 1, stage: 'new', name: '大塚商店', source: { mentionId: again.mentionId } })
  await expect(company.inWorkspace(as('美咲'), (ctx) => changeLead(ctx, { id: lost.id, stage: 'contacted' }))).rejects.toBeInstanceOf(Conflict)
  expect(await company.eventsOf(lost.id)).toEqual(['lead.captured', 'lead.stage-changed'])
})

test('words of the person stay out of the event itself, and an older version is refused', async () => {
  const { conversationId } = await company.hears({ from: '山本', text: '導入したい' })
  const lead = await company.inWorkspace(as('美咲'), (ctx) => captureLead(ctx, { conversationId, mail: 'yamamoto@example.jp', nextStepOn: '2026-12-10' }))
  const changed = await company.inWorkspace(as('美咲'), (ctx) => changeLead(ctx, { id: lead.id, version: 1, phone: '03-1234-5678', mail: '', ownerId: as('翔太').actor.id, nextStep: '電話する' }))
  expect(changed).toMatchObject({ phone: '03-1234-5678', mail: null, owner: { name: '高橋 翔太' }, nextStepOn: '2026-12-10' })
  await expect(company.inWorkspace(as('健'), (ctx) => changeLead(ctx, { id: lead.id, version: 1, need: '古い画面から' }))).rejects.toMatchObject({ details: { current: { version: 2 } } })
  const events = await company.database.kysely.selectFrom('event').leftJoin('event_detail', 'event_detail.event_id', 'event.id').select(['event.data', 'event_detail.detail'])
    .where('subject_id', '=', lead.id).orderBy('insert_order').execute()
  expect(JSON.stringify(events[1]!.data)).not.toContain('03-1234')
  expect(events[1]!.detail).toMatchObject({ phone: '03-1234-5678' })
  await expect(company.inWorkspace(as('美咲'), (ctx) => changeLead(ctx, { id: lead.id, mail: 'not a mail' }))).rejects.toBeInstanceOf(InvalidInput)
})

test('lists search names, companies and numbers, page, and obey walls and roles', async () => {
  const { conversationId } = await company.hears({ from: '壁の商会', text: '取引したい', channel: 'line' })
  const lead = await company.inWorkspace(as('美咲'), (ctx) => captureLead(ctx, { conversationId, company: '100%果汁_株式会社' }))
  const find = async (q: string, scope = as('美咲')) => (await company.inWorkspace(scope, (ctx) => listLeads(ctx, { q }))).rows.map((row) => row.id)
  expect(await find('100%果汁_')).toEqual([lead.id])
  expect(await find('100_果汁')).toEqual([])
  expect(await find(`#${lead.number}`)).toContain(lead.id)
  const walled = behindWall(as('美咲'), [company.channels.x])
  expect(await find('100%', walled)).toEqual([])
  await expect(company.inWorkspace(walled, (ctx) => readLead(ctx, { id: lead.id }))).rejects.toBeInstanceOf(NotFound)
  await expect(company.inWorkspace(walled, (ctx) => changeLead(ctx, { id: lead.id, stage: 'won' }))).rejects.toBeInstanceOf(NotFound)
  await expect(company.inWorkspace(walled, (ctx) => captureLead(ctx, { conversationId }))).rejects.toBeInstanceOf(NotFound)
  await expect(company.inWorkspace(as('一郎'), (ctx) => changeLead(ctx, { id: lead.id, stage: 'won' }))).rejects.toBeInstanceOf(Forbidden)
  await company.inWorkspace(as('健'), (ctx) => changeLead(ctx, { id: lead.id, teamId: company.workspace.teams.サポート }))
  expect(await find('100%', walled)).toEqual([lead.id])
  const seen: number[] = []
  let after: string | undefined
  do {
    const page = await company.inWorkspace(as('花子'), (ctx) => listLeads(ctx, { limit: 2, after }))
    seen.push(...page.rows.map((row) => row.number))
    after = page.after ?? undefined
  } while (after)
  expect(seen).toEqual(seen.toSorted((a, b) => b - a))
  expect(new Set(seen).size).toBe((await company.inWorkspace(as('花子'), (ctx) => listLeads(ctx, {}))).total)
  const other = await openCompany({ name: '港の書店', database: company.database })
  await expect(other.inWorkspace(other.workspace.people.花子, (ctx) => readLead(ctx, { id: lead.id }))).rejects.toBeInstanceOf(NotFound)
})
