import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ports, Scope } from '../../core/context.ts'
import { Forbidden, InvalidInput } from '../../core/errors.ts'
import { emptyMentions } from '../../core/mention/empty-mentions.ts'
import { countMentions } from '../../core/search/count-mentions.ts'
import { exportMentions } from '../../core/search/export-mentions.ts'
import { findAnything } from '../../core/search/find-anything.ts'
import type { ExportInput, SearchInput } from '../../core/search/search.ts'
import { searchMentions } from '../../core/search/search-mentions.ts'
import { trendMentions } from '../../core/search/trend-mentions.ts'
import { captureLead } from '../../core/lead/capture-lead.ts'
import { openTicket } from '../../core/ticket/open-ticket.ts'
import { createLanguage } from '../../pipeline/language/create-language.ts'
import { createPostgresMentionIndex } from '../../storage/postgres/mention-index/create-mention-index.ts'
import { behindWall, openCompany, portsForVerbs, type Company, type Heard } from './core/company.ts'

const language = createLanguage({ log: () => {} })
const index = createPostgresMentionIndex()
const ports: Ports = { ...portsForVerbs, language, index }
let company: Company
let people: Company['workspace']['people']

beforeAll(async () => {
  company = await openCompany({ ports })
  people = company.workspace.people
})
afterAll(async () => {
  await language.close()
  await company?.database.close()
})

/** A person writes, and it becomes searchable as the pipeline makes it. */
async function hear(words: Heard) {
  const ids = await company.hears(words)
  const [annotation] = await language.analyzeMany([words.text], { workspace: company.workspace.id })
  const mention = await company.database.kysely.selectFrom('mention').selectAll().where('id', '=', ids.mentionId).executeTakeFirstOrThrow()
  await company.database.kysely.transaction().execute((db) => index.store(db, [{
    workspaceId: mention.workspace_id, mentionId: mention.id, indexVersion: 1, arrival: mention.arrival, network: mention.network, channelId: mention.channel_id, conversationId: mention.conversation_id,
    authorId: mention.author_id, kind: mention.kind, language: annotation!.language, sentiment: mention.sentiment, publishedAt: mention.published_at, terms: annotation!.terms,
  }]))
  return ids
}
const search = (scope: Scope, input: Partial<SearchInput>) => company.inWorkspace(scope, (ctx) => searchMentions(ctx, input))
const find = (scope: Scope, q: string) => company.inWorkspace(scope, (ctx) => findAnything(ctx, { q }))
async function exported(scope: Scope, input: Partial<ExportInput>): Promise<string> {
  return (await Array.fromAsync(await exportMentions(company.inWorkspace, scope, input))).join('')
}

describe('searching', () => {
  test('a hit shows where it stands and which words were meant', async () => {
    await hear({ from: '田中', text: '御社の検索エンジンが便利です。ありがとう', sentiment: 'positive' })
    await hear({ from: '佐々木', text: '別の話題です' })
    const { rows, total, totalIsExact } = await search(people.直子, { q: 'けんさく' })
    expect({ total, totalIsExact }).toEqual({ total: 1, totalIsExact: true })
    const hit = rows[0]!
    expect(hit).toMatchObject({ mention: { author: { name: '田中' }, sentiment: 'positive' }, channelName: '青空製菓 x', conversation: { state: 'open', assignee: null, tags: [] } })
    expect(hit.highlights.map(({ start, end, why }) => [hit.mention.text.slice(start, end), why])).toEqual([['検索', 'reading']])
  })

  test.each([
    ['検索エンジン', [['検索エンジン', 'surface']]], ['kensaku', [['検索', 'romaji']]], ['便利 -話題', [['便利', 'surface']]], ['"エンジン が"', [['エンジンが', 'surface']]], ['検索 OR 話題', [['検索', 'surface']]],
  ])('%s marks %j', async (q, marks) => {
    const { rows } = await search(people.直子, { q, sentiments: ['positive'] })
    expect(rows[0]!.highlights.map(({ start, end, why }) => [rows[0]!.mention.text.slice(start, end), why])).toEqual(marks)
  })

  test('words that cannot be read are refused with the place of the trouble', async () => {
    const error = await search(people.直子, { q: '検索 (便利' }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InvalidInput)
    expect(error).toMatchObject({ details: { at: 3 }, sentence: { ja: '括弧が閉じられていません。' } })
  })

  test('filters, facets and the days agree', async () => {
    for (const [count, sentiment] of (['negative', 'negative', 'positive'] as const).entries()) {
      await hear({ from: `客${count}`, text: '催事の整理券について', sentiment, channel: count === 0 ? 'line' : 'x', at: new Date(Date.UTC(2026, 2, 1 + 2 * count, 16)) })
    }
    const facets = await company.inWorkspace(people.直子, (ctx) => countMentions(ctx, { q: '整理券' }))
    expect(facets.sentiment).toEqual([{ value: 'negative', label: 'negative', count: 2 }, { value: 'positive', label: 'positive', count: 1 }])
    expect(facets.channel).toEqual([{ value: company.channels.x, label: '青空製菓 x', count: 2 }, { value: company.channels.line, label: '青空製菓 line', count: 1 }])
    expect(await search(people.直子, { q: '整理券', sentiments: ['negative'] })).toMatchObject({ total: 2 })
    expect(await search(people.直子, { q: '整理券', from: '2026-03-03T00:00:00+09:00', to: '2026-03-05T00:00:00+09:00' })).toMatchObject({ total: 1 })
    const trend = await company.inWorkspace(people.直子, (ctx) => trendMentions(ctx, { q: '整理券' }))
    expect(trend).toMatchObject({ zone: 'Asia/Tokyo', days: [{ day: '2026-03-02', total: 1 }, { day: '2026-03-03', total: 0 }, { day: '2026-03-04', total: 1 }, { day: '2026-03-05', total: 0 }, { day: '2026-03-06', total: 1, positive: 1 }] })
  })

  test('what its author deleted is gone from the list and every count', async () => {
    const { mentionId } = await hear({ from: '伊東', text: '消してほしい暴露話' })
    expect(await search(people.直子, { q: '暴露' })).toMatchObject({ total: 1 })
    await company.inWorkspace(people.花子, (ctx) => emptyMentions(ctx, [mentionId]))
    expect(await search(people.直子, { q: '暴露' })).toMatchObject({ rows: [], total: 0 })
  })

  test('behind a wall there is nothing, until it is handed over', async () => {
    const { conversationId } = await hear({ from: '小林', text: '極秘の試作品', channel: 'line' })
    const 翔太 = behindWall(people.翔太, [company.channels.x])
    expect(await search(翔太, { q: '極秘' })).toMatchObject({ rows: [], total: 0 })
    expect((await find(翔太, '極秘')).rows).toEqual([])
    await company.database.kysely.updateTable('conversation').set({ assignee_id: 翔太.actor.id }).where('id', '=', conversationId).execute()
    expect(await search(翔太, { q: '極秘' })).toMatchObject({ total: 1, rows: [{ conversation: { assignee: { name: '高橋 翔太' } } }] })
  })
})

describe('exporting', () => {
  beforeAll(async () => {
    await hear({ from: '=cmd|calc', text: '=HYPERLINK("http://evil.example","当選")輸出', at: new Date('2026-05-01T15:30:00Z') })
    await hear({ from: '大野', text: '改行\nと "引用" と,読点の輸出', at: new Date('2026-05-02T00:00:00Z') })
  })

  test('CSV opens in a spreadsheet, runs nothing, and tells the time of the workspace', async () => {
    const text = await exported(people.直子, { q: '輸出' })
    expect(text.startsWith('\ufeff投稿日時,ネットワーク,')).toBe(true)
    expect(text).toContain('2026-05-02T00:30:00+09:00')
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""当選"")輸出"`)
    expect(text).toContain("'=cmd|calc")
    expect(text).toContain('"改行\nと ""引用"" と,読点の輸出"')
    expect(text.endsWith('\r\n')).toBe(true)
  })

  test('without a mark and with English titles, where a program reads it', async () => {
    expect(await exported(people.直子, { q: '輸出', bom: false, titles: 'en' })).toMatch(/^published_at,network,/)
  })

  test('NDJSON is one object a line, newest first', async () => {
    const lines = (await exported(people.直子, { q: '輸出', format: 'ndjson' })).trimEnd().split('\n').map((line) => JSON.parse(line) as { text: string; publishedAt: string })
    expect(lines.map(({ publishedAt }) => publishedAt)).toEqual(['2026-05-02T09:00:00+09:00', '2026-05-02T00:30:00+09:00'])
    expect(lines[1]!.text).toBe('=HYPERLINK("http://evil.example","当選")輸出')
  })

  test('it is written down who took what', async () => {
    const before = await company.eventsOf(company.workspace.id)
    await exported(people.直子, { q: '輸出' })
    expect((await company.eventsOf(company.workspace.id)).slice(before.length)).toEqual(['mention.exported'])
  })

  test('all of many pages, once each', async () => {
    const { database, workspace } = company
    const { conversationId, profileId } = await hear({ from: '大量', text: '山積みの一件目' })
    const ids = Array.from({ length: 450 }, (_, count) => ({ id: crypto.randomUUID(), arrival: 5_000_000 + count }))
    await database.kysely.insertInto('mention').values(ids.map(({ id, arrival }) => ({
      workspace_id: workspace.id, id, network: 'x', external_id: id, channel_id: company.channels.x, conversation_id: conversationId, author_id: profileId, kind: 'post', title: null, text: '山積みの続き', url: null, in_reply_to: null,
      language: 'ja', sentiment: 'neutral' as const, sentiment_score: 0, annotation: JSON.stringify({ confidence: 0, evidence: [] }), annotated_by: 'test', published_at: new Date('2026-05-03T00:00:00Z'), arrival,
    }))).execute()
    const terms = (await language.analyzeMany(['山積みの続き'], { workspace: workspace.id }))[0]!.terms
    await database.kysely.transaction().execute((db) => index.store(db, ids.map(({ id, arrival }) => ({
      workspaceId: workspace.id, mentionId: id, indexVersion: 1, arrival, network: 'x', channelId: company.channels.x, conversationId, authorId: profileId, kind: 'post', language: 'ja', sentiment: 'neutral', publishedAt: new Date('2026-05-03T00:00:00Z'), terms,
    }))))
    const lines = (await exported(people.直子, { q: '山積み', format: 'ndjson' })).trimEnd().split('\n').map((line) => (JSON.parse(line) as { id: string }).id)
    expect(new Set(lines).size).toBe(451)
    expect(lines).toHaveLength(451)
  })

  test.each(['美咲', '翔太', '一郎'] as const)('%s may not take them away', async (name) => {
    await expect(exported(people[name], { q: '輸出' })).rejects.toBeInstanceOf(Forbidden)
  })

  test('behind a wall the file is empty but for its titles', async () => {
    const text = await exported(behindWall(people.直子, []), { q: '輸出' })
    expect(text.split('\r\n')).toHaveLength(2)
  })
})

describe('the palette', () => {
  test('finds a ticket by number and name, a lead, a person and a mention', async () => {
    const { conversationId, profileId } = await hear({ from: '夏目商店', text: '大口の注文を相談したい' })
    const { ticket } = await company.inWorkspace(people.美咲, (ctx) => openTicket(ctx, { conversationId, subject: '大口注文の見積もり' }))
    const lead = await company.inWorkspace(people.美咲, (ctx) => captureLead(ctx, { conversationId, company: '夏目商店' }))
    const byNumber = await find(people.美咲, `＃${ticket.number}`)
    expect(byNumber.rows[0]).toMatchObject({ kind: 'ticket', id: ticket.id, number: ticket.number, label: '大口注文の見積もり' })
    const byName = await find(people.美咲, '夏目')
    expect(byName.rows).toEqual(expect.arrayContaining([
      expect.objectContaining({ kind: 'ticket', id: ticket.id }), expect.objectContaining({ kind: 'lead', id: lead.id }), expect.objectContaining({ kind: 'person', id: profileId, label: '夏目商店' }),
    ]))
    expect((await find(people.美咲, '大口')).rows).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'mention', id: conversationId, note: '夏目商店' })]))
  })

  test.each(['"', '(', '%', '_', "'", '\\', 'NOT', '\u0000', '\ud800', '#', '99999999999999'])('half-typed %j is no error', async (q) => {
    expect((await find(people.美咲, q)).rows.length).toBeLessThanOrEqual(20)
  })

  test('shows nothing of a channel behind a wall', async () => {
    const 翔太 = behindWall({ ...people.翔太, teamIds: [] }, [])
    for (const q of ['夏目', '大口', '1', '#1', '山積み']) expect((await find(翔太, q)).rows).toEqual([])
  })
})
