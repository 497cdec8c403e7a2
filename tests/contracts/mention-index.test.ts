import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../core/context.ts'
import { InvalidInput } from '../../core/errors.ts'
import { newId } from '../../core/id.ts'
import type { Query } from '../../core/ports/language.ts'
import type { MentionDocument, MentionIndex, SearchRequest } from '../../core/ports/mention-index.ts'
import type { Db } from '../../core/tables.ts'
import { createLanguage } from '../../pipeline/language/create-language.ts'
import { createPostgresMentionIndex } from '../../storage/postgres/mention-index/create-mention-index.ts'
import { bindWorkspace } from '../../storage/postgres/scope.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { seedWorkspace, type SeededWorkspace } from '../support/people.ts'

/** What every mention index promises; each engine is one line here. */
const engines: [string, () => MentionIndex][] = [['postgres', createPostgresMentionIndex]]

const language = createLanguage({ log: () => {} })
afterAll(() => language.close())

describe.each(engines)('mention index: %s', (_name, makeIndex) => {
  const index = makeIndex()
  let database: TestDatabase
  let workspace: SeededWorkspace
  let arrival = 0
  const channels = { 公式: newId(), 販促: newId() }

  beforeAll(async () => {
    database = await openTestDatabase()
    workspace = await seedWorkspace(database.kysely)
  })
  afterAll(() => database.close())

  describe('finding', () => {
    const posts = {
      返金: '注文を取り消したのに返金されません。#返金してほしい', 検索: '検索エンジンでお店を見つけました', チョコ: '新発売のチョコレートが最高！😭', 予約: 'サーバーが重くて予約できない', 英語: 'The chocolates were great, running to the store',
      逆: 'エンジンの検索', 否定: 'チョコレートはあるが返金は要らない', 引用: `it's 100% "a\\b" & c | d ! e:* <-> (f)`,
    }
    const ids = {} as Record<keyof typeof posts, string>
    beforeAll(async () => {
      for (const [name, text] of Object.entries(posts)) ids[name as keyof typeof posts] = await add({ text })
    })
    test.each<[string, (keyof typeof posts)[]]>([
      ['返金', ['返金', '否定']], ['けんさく', ['検索', '逆']], ['kensaku', ['検索', '逆']], ['検索エンジン', ['検索']], ['"検索 エンジン"', ['検索']], ['検索 エンジン', ['検索', '逆']], ['「エンジンの検索」', ['逆']],
      ['チョコレート', ['チョコ', '否定']], ['ﾁｮｺﾚｰﾄ', ['チョコ', '否定']], ['ちょこれーと', ['チョコ', '否定']], ['チョコレート -返金', ['チョコ']], ['チョコレート NOT （返金 OR 最高）', []], ['返金 OR サーバ', ['返金', '否定', '予約']],
      ['#返金してほしい', ['返金']], ['取り消す', ['返金']], ['chocolate run', ['英語']], ['😭', ['チョコ']], ['重い', ['予約']], ['返金 検索', []], ['-返金 -検索 -チョコレート -サーバー', ['英語', '引用']], ['存在しない単語', []],
      [`"it's 100"`, ['引用']], [`a\\b`, ['引用']], ['"a b"', ['引用']], ['c|d', ['引用']], ['e:*', ['引用']], ['f', ['引用']], ["'", []], ['返金:*', ['返金', '否定']], ["返金' | '検索", []],
    ])('%s', async (text, expected) => {
      // A single quote alone holds no word and is refused by the reader; the index sees the rest.
      const query = await language.readQuery(text, workspace.id).catch((): Query => ({ kind: 'word', text, alternatives: [text] }))
      const page = await search(workspace.people.花子, { query })
      expect(page.ids.toSorted()).toEqual(expected.map((name) => ids[name]).toSorted())
      expect(page.total).toBe(expected.length)
    })

    test.each(["'", "\\", "''", "\\'", '&', '|', '!', ':*', '<->', '(', ')', "' | 'a", "a' & !'b", '\u0000', '\ud800', '', ' ', '%', '$1', '漢'.repeat(3000), "'; drop table mention_search; --"])('a term %j is a term and nothing else', async (value) => {
      for (const query of [{ kind: 'word', text: value, alternatives: [value] }, { kind: 'phrase', text: value, words: [[value], [value, '返金']] }, { kind: 'not', of: { kind: 'word', text: value, alternatives: [value, '返金'] } }] satisfies Query[]) {
        const page = await search(workspace.people.花子, { query })
        expect(page.totalIsExact).toBe(true)
        expect(page.ids).not.toContain(query.kind === 'not' ? ids.返金 : 'nothing')
      }
      expect((await search(workspace.people.花子, { query: await read('返金') })).total).toBe(2)
    })

    test('best match puts the mention that says it most first', async () => {
      const often = await add({ text: '返金、返金、とにかく返金' })
      await add({ text: 'きのうの返金の件とは別の、とても長い話です' })
      expect((await search(workspace.people.花子, { query: await read('返金'), order: 'best' })).ids[0]).toBe(often)
      const newest = await search(workspace.people.花子, { query: await read('返金') })
      const best = await search(workspace.people.花子, { query: await read('返金'), order: 'best' })
      expect(best.ids.toSorted()).toEqual(newest.ids.toSorted())
      expect(best.total).toBe(newest.total)
    })

    test('a long text is found by its first and its last word', async () => {
      const text = `冒頭語 ${'お問い合わせの件についてご連絡いたします。'.repeat(3100)} 巻末語`
      expect(text.length).toBeGreaterThan(64_000)
      const id = await add({ text })
      for (const word of ['冒頭', '"ご連絡いたします"', '巻末']) expect((await search(workspace.people.花子, { query: await read(word) })).ids).toContain(id)
    })

    test('more words than the engine holds are cut, not refused', async () => {
      const id = await add({ text: '語彙', terms: Array.from({ length: 120_000 }, (_, place) => ({ value: `単語${place}番`, position: place + 1 })) })
      expect((await search(workspace.people.花子, { query: { kind: 'word', text: '', alternatives: ['単語0番'] } })).ids).toEqual([id])
    })
  })

  describe('documents', () => {
    test('an older version never replaces a newer one; an equal or newer one does', async () => {
      const document = await make({ text: '古い投稿です' })
      await store([{ ...document, indexVersion: 3, terms: await termsOf('三番目の投稿') }])
      await store([{ ...document, indexVersion: 2, terms: await termsOf('二番目の投稿') }])
      expect(await idsOf('三番目')).toEqual([document.mentionId])
      expect(await idsOf('二番目')).toEqual([])
      await store([{ ...document, indexVersion: 4, terms: await termsOf('四番目の投稿') }, { ...document, indexVersion: 3, terms: await termsOf('誤り') }])
      expect(await idsOf('四番目')).toEqual([document.mentionId])
      expect(await idsOf('三番目')).toEqual([])
    })

    test('what is removed is found, counted and faceted no more', async () => {
      const id = await add({ text: '削除依頼した写真' })
      expect(await idsOf('削除依頼')).toEqual([id])
      await database.kysely.transaction().execute((db) => index.remove(db, [{ workspaceId: workspace.id, mentionId: id }]))
      const request = { query: await read('削除依頼') }
      expect(await search(workspace.people.花子, request)).toMatchObject({ ids: [], total: 0 })
      expect((await facets(workspace.people.花子, request)).network).toEqual([])
    })
  })

  describe('walls', () => {
    let other: SeededWorkspace
    beforeAll(async () => {
      other = await seedWorkspace(database.kysely, { name: '隣の会社' })
      await add({ text: '社外秘の壁紙', channelId: channels.公式 })
    })

    test('another workspace sees, counts, facets and scans nothing', async () => {
      for (const query of [await read('壁紙'), await read('-存在しない'), { kind: 'all' } as Query]) {
        expect(await search(other.people.花子, { query })).toMatchObject({ ids: [], total: 0 })
        expect(Object.values(await facets(other.people.花子, { query })).flat()).toEqual([])
        expect(await trend(other.people.花子, { query })).toEqual([])
        expect(await scan(other.people.花子, { query })).toEqual([])
      }
    })

    test('a cursor or snapshot of another workspace opens nothing', async () => {
      for (let count = 0; count < 3; count += 1) await add({ text: '壁紙の配布' })
      const page = await search(workspace.people.花子, { query: await read('壁紙'), limit: 1 })
      expect(page.after).toBeDefined()
      expect((await search(other.people.花子, { query: await read('壁紙'), after: page.after!, snapshot: page.snapshot })).ids).toEqual([])
    })

    test('neither storing nor removing under another name touches a document', async () => {
      const document = await make({ text: '持ち主のいる投稿' })
      await store([document])
      await store([{ ...document, workspaceId: other.id, indexVersion: 9, terms: await termsOf('乗っ取り') }])
      await database.kysely.transaction().execute((db) => index.remove(db, [{ workspaceId: other.id, mentionId: document.mentionId }]))
      expect(await idsOf('持ち主')).toEqual([document.mentionId])
      expect((await search(other.people.花子, { query: await read('乗っ取り') })).ids).toEqual([])
    })

    test('a team sees its channels, and what was handed over to it, to the person, or by a ticket', async () => {
      const 翔太: Scope = { ...workspace.people.翔太, channels: [channels.販促] }
      const own = await add({ text: '城壁の中', channelId: channels.販促 })
      const hidden = await add({ text: '城壁の中', channelId: channels.公式 })
      const toTeam = await add({ text: '城壁の中', channelId: channels.公式, teamId: workspace.teams.マーケ })
      const toPerson = await add({ text: '城壁の中', channelId: channels.公式, assigneeId: workspace.people.翔太.actor.id })
      const byTicket = await add({ text: '城壁の中', channelId: channels.公式, ticket: 'open' })
      const closed = await add({ text: '城壁の中', channelId: channels.公式, ticket: 'closed' })
      const request = { query: await read('城壁') }
      const page = await search(翔太, request)
      expect(page.ids.toSorted()).toEqual([own, toTeam, toPerson, byTicket].toSorted())
      expect(page.total).toBe(4)
      expect((await scan(翔太, request)).toSorted()).toEqual(page.ids.toSorted())
      expect(sum((await facets(翔太, request)).network)).toBe(4)
      expect((await trend(翔太, request)).reduce((total, day) => total + day.total, 0)).toBe(4)
      expect((await search(翔太, { ...request, filters: { channelIds: [channels.公式] } })).ids.toSorted()).toEqual([toTeam, toPerson, byTicket].toSorted())
      expect((await search({ ...翔太, channels: [], teamIds: [], actor: { kind: 'token', id: newId(), name: '分析', scopes: ['read'] } }, request)).ids).toEqual([])
      expect((await search(workspace.people.花子, request)).ids).toEqual(expect.arrayContaining([hidden, closed]))
    })
  })

  describe('lists', () => {
    const made: { id: string; at: number }[] = []
    beforeAll(async () => {
      for (let count = 0; count < 45; count += 1) {
        const at = Date.UTC(2026, 3, 1 + Math.floor(count / 3), 14, 59, 0)
        const id = await add({
          text: `${count}枚目の整理券`, publishedAt: new Date(at), network: count % 3 === 0 ? 'line' : 'x', sentiment: (['positive', 'negative', 'neutral', 'mixed'] as const)[count % 4]!, language: count % 5 === 0 ? 'en' : 'ja',
          state: count % 2 === 0 ? 'done' : 'open', assigneeId: count % 6 === 0 ? workspace.people.美咲.actor.id : null, tag: count % 9 === 0 ? 'VIP' : null, channelId: count % 4 === 0 ? channels.販促 : channels.公式, kind: count % 7 === 0 ? 'review' : 'post',
        })
        made.push({ id, at })
      }
    })
    const newestFirst = () => made.toSorted((a, b) => b.at - a.at || made.indexOf(b) - made.indexOf(a)).map(({ id }) => id)

    test('newest first, ties by arrival, in pages that neither repeat nor skip while others arrive', async () => {
      const query = await read('整理券')
      const seen: string[] = []
      let page = await search(workspace.people.花子, { query, limit: 10 })
      for (;;) {
        seen.push(...page.ids)
        expect(page.total).toBe(45)
        if (page.after === undefined) break
        await add({ text: '割り込みの整理券', publishedAt: new Date(Date.UTC(2026, 3, 3)) })
        page = await search(workspace.people.花子, { query, limit: 10, after: page.after })
      }
      expect(seen).toEqual(newestFirst())
      expect((await search(workspace.people.花子, { query, limit: 200 })).total).toBe(45 + 4)
    })

    test('best match pages through the same hits', async () => {
      const query = await read('整理券 OR 枚目')
      const seen: string[] = []
      for (let after: string | undefined; ;) {
        const page = await search(workspace.people.花子, { query, order: 'best', limit: 7, ...(after ? { after } : {}) })
        seen.push(...page.ids)
        after = page.after
        if (!after) break
      }
      expect(seen.toSorted()).toEqual((await scan(workspace.people.花子, { query })).toSorted())
      expect(new Set(seen).size).toBe(seen.length)
    })

    test('every facet counts what the list with that filter shows', async () => {
      const request = { query: await read('枚目'), filters: { publishedFrom: new Date(Date.UTC(2026, 3, 2)), publishedTo: new Date(Date.UTC(2026, 3, 14)) } }
      const filterOf = { network: 'networks', channel: 'channelIds', sentiment: 'sentiments', language: 'languages', kind: 'kinds', state: 'states', assignee: 'assigneeIds', tag: 'tagIds' } as const
      const counted = await facets(workspace.people.花子, request)
      for (const [facet, values] of Object.entries(counted)) {
        expect(values.length).toBeGreaterThan(0)
        for (const { value, count } of values) {
          const page = await search(workspace.people.花子, { ...request, filters: { ...request.filters, [filterOf[facet as keyof typeof filterOf]]: [value] } })
          expect([facet, value, page.total]).toEqual([facet, value, count])
        }
      }
      const { total } = await search(workspace.people.花子, request)
      for (const facet of ['network', 'channel', 'sentiment', 'language', 'kind', 'state', 'assignee'] as const) expect(sum(counted[facet])).toBe(total)
    })

    test('days are those of the asked zone', async () => {
      const request = { query: await read('枚目') }
      const tokyo = await trend(workspace.people.花子, request, 'Asia/Tokyo')
      const kiritimati = await trend(workspace.people.花子, request, 'Pacific/Kiritimati')
      expect(tokyo).toHaveLength(15)
      expect(tokyo[0]).toMatchObject({ day: '2026-04-01', total: 3, positive: 1, negative: 1, neutral: 1, mixed: 0 })
      expect(kiritimati[0]!.day).toBe('2026-04-02')
      expect(tokyo.reduce((total, day) => total + day.positive + day.negative + day.neutral + day.mixed, 0)).toBe(45)
    })

    test('a scan gives every hit once in the order of the list, in pages', async () => {
      const request = { query: await read('枚目') }
      expect(await scan(workspace.people.花子, request, 7)).toEqual(newestFirst())
    })

    test.each(['', 'x', 'e30', Buffer.from('{"by":"newest"}').toString('base64url'), Buffer.from(`{"by":"newest","snapshot":1,"published":"2026-01-01 00:00:00+00'; drop","arrival":1,"total":1,"totalIsExact":true}`).toString('base64url')])('a place that nobody gave (%s) is refused', async (after) => {
      await expect(search(workspace.people.花子, { query: { kind: 'all' }, after })).rejects.toBeInstanceOf(InvalidInput)
    })
  })

  test('counts are exact to 10,000 and honest beyond', async () => {
    const crowd = await seedWorkspace(database.kysely, { name: '人気店' })
    const document = await make({ text: '満員御礼', workspaceId: crowd.id })
    const copies = (count: number) => Array.from({ length: count }, () => ({ ...document, mentionId: newId(), arrival: (arrival += 1), terms: [{ value: '満員', position: 1 }] }))
    const query: Query = { kind: 'word', text: '満員', alternatives: ['満員'] }
    for (let page = 0; page < 5; page += 1) await store(copies(2000))
    expect(await search(crowd.people.花子, { query })).toMatchObject({ total: 10_000, totalIsExact: true })
    await store(copies(5).map((copy) => ({ ...copy, network: 'line' })))
    expect(await search(crowd.people.花子, { query })).toMatchObject({ total: 10_000, totalIsExact: false })
    expect((await facets(crowd.people.花子, { query })).network).toEqual([{ value: 'x', count: 9995 }, { value: 'line', count: 5 }])
    expect((await trend(crowd.people.花子, { query })).map(({ total }) => total)).toEqual([10_005])
    const all = await scan(crowd.people.花子, { query }, 1000)
    expect(new Set(all).size).toBe(10_005)
    const ranked: string[] = []
    for (let after: string | undefined; ;) {
      const page = await search(crowd.people.花子, { query, order: 'best', limit: 200, ...(after ? { after } : {}) })
      ranked.push(...page.ids)
      after = page.after
      if (!after) break
    }
    expect(new Set(ranked).size).toBe(10_005)
  })

  interface Wanted {
    text: string
    workspaceId?: string
    channelId?: string
    network?: string
    kind?: string
    sentiment?: 'positive' | 'neutral' | 'negative' | 'mixed'
    language?: string
    publishedAt?: Date
    state?: 'open' | 'done'
    assigneeId?: string | null
    teamId?: string | null
    tag?: string | null
    ticket?: 'open' | 'closed'
    terms?: MentionDocument['terms']
  }

  async function add(wanted: Wanted): Promise<string> {
    const document = await make(wanted)
    await store([document])
    return document.mentionId
  }

  async function make(wanted: Wanted): Promise<MentionDocument> {
    const conversationId = newId()
    const workspaceId = wanted.workspaceId ?? workspace.id
    const channelId = wanted.channelId ?? channels.公式
    const network = wanted.network ?? 'x'
    const authorId = newId()
    const at = wanted.publishedAt ?? new Date(Date.UTC(2026, 0, 1))
    const { kysely } = database
    await kysely.insertInto('conversation').values({
      workspace_id: workspaceId, id: conversationId, channel_id: channelId, network, external_key: conversationId, profile_id: authorId, state: wanted.state ?? 'open', assignee_id: wanted.assigneeId ?? null, team_id: wanted.teamId ?? null,
      last_mention_id: null, last_mention_at: at, reply_token: null, arrival: 1,
    }).execute()
    if (wanted.tag) {
      await kysely.insertInto('tag').values({ workspace_id: workspaceId, id: newId(), name: wanted.tag }).onConflict((conflict) => conflict.doNothing()).execute()
      const tag = await kysely.selectFrom('tag').select('id').where('workspace_id', '=', workspaceId).where('name', '=', wanted.tag).executeTakeFirstOrThrow()
      await kysely.insertInto('conversation_tag').values({ workspace_id: workspaceId, conversation_id: conversationId, tag_id: tag.id }).execute()
    }
    if (wanted.ticket) {
      await kysely.insertInto('ticket').values({
        workspace_id: workspaceId, id: newId(), number: (arrival += 1), conversation_id: conversationId, profile_id: authorId, subject: '城壁', state: wanted.ticket, assignee_id: null, team_id: workspace.teams.マーケ,
        mention_id: null, rule_id: null, previous_ticket_id: null,
      }).execute()
    }
    return {
      workspaceId, mentionId: newId(), indexVersion: 1, arrival: (arrival += 1), network, channelId, conversationId, authorId, kind: wanted.kind ?? 'post', language: wanted.language ?? 'ja', sentiment: wanted.sentiment ?? 'neutral',
      publishedAt: at, terms: wanted.terms ?? (await termsOf(wanted.text)),
    }
  }

  async function termsOf(text: string): Promise<MentionDocument['terms']> {
    return (await language.analyzeMany([text], { workspace: workspace.id }))[0]!.terms
  }
  function read(text: string): Promise<Query> {
    return language.readQuery(text, workspace.id)
  }
  function store(documents: MentionDocument[]): Promise<void> {
    return database.kysely.transaction().execute((db) => index.store(db, documents))
  }
  type Asked = Partial<SearchRequest> & { query: Query }
  function requestOf(asked: Asked): SearchRequest {
    return { filters: {}, order: 'newest', limit: 200, ...asked }
  }
  function bound<T>(scope: Scope, work: (db: Db) => Promise<T>): Promise<T> {
    return database.kysely.transaction().execute(async (db) => {
      await bindWorkspace(db, scope.workspaceId)
      return work(db)
    })
  }
  function search(scope: Scope, asked: Asked) {
    return bound(scope, (db) => index.search(db, scope, requestOf(asked)))
  }
  function facets(scope: Scope, asked: Asked) {
    return bound(scope, (db) => index.facets(db, scope, requestOf(asked)))
  }
  function trend(scope: Scope, asked: Asked, zone = 'Asia/Tokyo') {
    return bound(scope, (db) => index.trend(db, scope, requestOf(asked), zone))
  }
  function scan(scope: Scope, asked: Asked, pageSize = 100): Promise<string[]> {
    return bound(scope, async (db) => (await Array.fromAsync(index.scan(db, scope, requestOf(asked), pageSize))).flat())
  }
  async function idsOf(text: string): Promise<string[]> {
    return (await search(workspace.people.花子, { query: await read(text) })).ids
  }
})

function sum(values: { count: number }[]): number {
  return values.reduce((total, { count }) => total + count, 0)
}
