import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sealEvents } from '../../../core/event/seal-events.ts'
import type { PersonName } from '../../support/people.ts'
import { openCompany, type Company } from '../core/company.ts'
import { createApi, type ApiDeps } from '../../../api/app.ts'
import { listenTo, type Listening } from '../../../pipeline/listen-to.ts'
import { openPool } from '../../../storage/postgres/pool.ts'
import { signInEverybody } from './signed-in.ts'
import { openTestApi, origin, type Browser, type TestApi } from './support.ts'

let api: TestApi
let aozora: Company
let people: Record<PersonName, Browser>
const tabs: Tab[] = []
beforeEach(async () => {
  api = await openTestApi()
  aozora = await openCompany({ database: api.db })
  people = await signInEverybody(api, aozora.workspace)
})
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close()
  await api.close()
})

interface Told { event: string; id: string | null; data: Record<string, unknown> }

/** One tab: reads its stream and answers what came by name. */
class Tab {
  readonly told: Told[] = []
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #rest = ''
  ended = false

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader()
    tabs.push(this)
  }

  /** Reads until `event` fits; fails by the test's own time limit. */
  async next(event: string, fits: (data: Record<string, unknown>) => boolean = () => true): Promise<Told> {
    for (;;) {
      const at = this.told.findIndex((told) => told.event === event && fits(told.data))
      if (at >= 0) return this.told.splice(at, 1)[0]!
      if (!(await this.#read())) throw new Error(`the stream ended before ${event}`)
    }
  }

  async end(): Promise<void> {
    while (await this.#read());
  }

  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {})
  }

  async #read(): Promise<boolean> {
    const { done, value } = await this.#reader.read()
    if (done) return false
    this.#rest += new TextDecoder().decode(value)
    const parts = this.#rest.split('\n\n')
    this.#rest = parts.pop()!
    for (const part of parts) this.told.push(parse(part))
    return true
  }
}

function parse(part: string): Told {
  const field = (name: string) => part.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null
  return { event: field('event') ?? 'message', id: field('id'), data: JSON.parse(field('data') ?? '{}') as Record<string, unknown> }
}

async function openTab(browser: Browser, headers: Record<string, string> = {}): Promise<{ tab: Tab; hello: Told }> {
  const answer = await browser.get('/api/events', headers)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('Content-Type')).toContain('text/event-stream')
  expect(answer.headers.get('X-Accel-Buffering')).toBe('no')
  const tab = new Tab(answer.body!)
  return { tab, hello: await tab.next('hello') }
}

/** What the sealer and the relay of any process would do. */
async function seal(): Promise<void> {
  const result = await api.db.kysely.transaction().execute((db) => sealEvents(db))
  for (const head of result.kind === 'sealed' ? result.heads : []) await api.deps.notify('kikimimi_events', JSON.stringify({ workspace: head.workspaceId, position: head.position }))
}

async function arrivals(): Promise<void> {
  await api.deps.notify('kikimimi_arrivals', aozora.workspace.id)
}

async function wall(): Promise<void> {
  await api.db.kysely.insertInto('team_channel').values({ workspace_id: aozora.workspace.id, team_id: aozora.workspace.teams.サポート, channel_id: aozora.channels.line }).execute()
}

test('a change of one person reaches the tab of another, with who did it', async () => {
  const { conversationId } = await aozora.hears({ from: '田中', text: '届きません' })
  const { tab } = await openTab(people.健)
  await people.美咲.post(`/api/conversations/${conversationId}/state`, { state: 'pending' })
  await seal()
  expect((await tab.next('item-changed')).data).toMatchObject({ kind: 'conversation', id: conversationId, conversationId, name: 'conversation.state-changed', actor: { kind: 'user', name: '佐藤 美咲' } })
})

test('a tab that was cut off resumes where it was, without a gap and without a double', async () => {
  const { conversationId } = await aozora.hears({ from: '田中', text: '届きません' })
  const first = await openTab(people.健)
  await people.美咲.post(`/api/conversations/${conversationId}/tags`, { add: ['至急'] })
  await seal()
  const seen = await first.tab.next('item-changed')
  await first.tab.close()
  for (const state of ['pending', 'open', 'done']) await people.美咲.post(`/api/conversations/${conversationId}/state`, { state })
  await seal()
  const { tab, hello } = await openTab(people.健, { 'Last-Event-ID': seen.id! })
  expect(hello.data).toMatchObject({ gap: false })
  const ids = [await tab.next('item-changed'), await tab.next('item-changed'), await tab.next('item-changed')].map(({ id }) => Number(id))
  const from = Number(seen.id)
  expect(ids).toEqual([from + 1, from + 2, from + 3])
})

test('a tab from before a restore is told to load anew', async () => {
  const { hello } = await openTab(people.健, { 'Last-Event-ID': '999999' })
  expect(hello.data).toMatchObject({ gap: true })
})

test('arrivals raise the count, but not for what is behind a wall', async () => {
  await wall()
  const inside = await openTab(people.美咲)
  const outside = await openTab(people.翔太)
  await aozora.hears({ from: '井上', text: '相談です', channel: 'line' })
  await arrivals()
  expect((await inside.tab.next('new-count')).data).toMatchObject({ arrival: expect.any(Number) })
  const open = await aozora.hears({ from: '田中', text: 'おいしい', channel: 'x' })
  await arrivals()
  const told = await outside.tab.next('new-count')
  const { arrival } = await api.db.kysely.selectFrom('mention').select('arrival').where('id', '=', open.mentionId).executeTakeFirstOrThrow()
  // The first word that comes is of the open channel; of the walled one there was none.
  expect(told.data).toEqual({ arrival })
})

test('changes and presence behind a wall stay there', async () => {
  await wall()
  const walled = await aozora.hears({ from: '井上', text: '相談です', channel: 'line' })
  const open = await aozora.hears({ from: '田中', text: '届きません', channel: 'x' })
  const outside = await openTab(people.翔太)
  await people.美咲.post(`/api/conversations/${walled.conversationId}/state`, { state: 'pending' })
  await people.美咲.post('/api/presence', { conversationId: walled.conversationId, writing: true })
  await people.美咲.post(`/api/conversations/${open.conversationId}/state`, { state: 'pending' })
  await people.美咲.post('/api/presence', { conversationId: open.conversationId, writing: false })
  await seal()
  expect((await outside.tab.next('item-changed')).data).toMatchObject({ id: open.conversationId })
  expect((await outside.tab.next('presence')).data).toMatchObject({ conversationId: open.conversationId })
  expect(JSON.stringify(outside.tab.told)).not.toContain(walled.conversationId)
})

test('two people at one conversation see each other; the second answer asks first', async () => {
  const { conversationId } = await aozora.hears({ from: '田中', text: '届きません' })
  const { tab } = await openTab(people.美咲)
  expect((await people.健.post('/api/presence', { conversationId, writing: true })).status).toBe(204)
  expect((await tab.next('presence')).data).toEqual({ conversationId, people: [{ id: aozora.workspace.people.健.actor.id, name: '鈴木 健', writing: true }] })
  const answer = await people.美咲.post(`/api/conversations/${conversationId}/replies`, { text: '確認します', operation: 'reply' }, { 'Idempotency-Key': randomUUID() })
  expect(answer.status).toBe(409)
  expect(await answer.json()).toMatchObject({ code: 'someone-writing', message: { ja: expect.stringContaining('鈴木 健') }, details: { people: [{ name: '鈴木 健' }] } })
  const sure = await people.美咲.post(`/api/conversations/${conversationId}/replies`, { text: '確認します', operation: 'reply', confirmed: true })
  expect(await sure.json()).not.toMatchObject({ code: 'someone-writing' })
  const own = await people.健.post(`/api/conversations/${conversationId}/replies`, { text: '確認します', operation: 'reply' })
  expect(await own.json()).not.toMatchObject({ code: 'someone-writing' })
})

test('who is named in a note hears of it; nobody else does', async () => {
  const { conversationId } = await aozora.hears({ from: '田中', text: '届きません' })
  const named = await openTab(people.健)
  const other = await openTab(people.直子)
  await people.美咲.post(`/api/conversations/${conversationId}/notes`, { text: '@鈴木 健 お願いします', mentionedUserIds: [aozora.workspace.people.健.actor.id] })
  await seal()
  expect((await named.tab.next('notification')).data).toMatchObject({ kind: 'named', conversationId })
  await other.tab.next('item-changed')
  expect(other.tab.told.filter(({ event }) => event === 'notification')).toEqual([])
})

test('a job tells how far it is to who started it', async () => {
  const { conversationId } = await aozora.hears({ from: '田中', text: '届きません' })
  const { tab } = await openTab(people.美咲)
  const job = await (await people.美咲.post('/api/conversations/bulk', { ids: [conversationId], act: { kind: 'state', state: 'done' } })).json() as { id: string }
  expect(api.woken).toContain('bulk')
  await seal()
  expect((await tab.next('job')).data).toMatchObject({ id: job.id, state: 'waiting', total: 1 })
  await api.db.kysely.updateTable('job').set({ state: 'done', done: 1 }).where('id', '=', job.id).execute()
  expect((await tab.next('job')).data).toMatchObject({ id: job.id, state: 'done', done: 1 })
})

test('suspending closes the open stream at once', async () => {
  const { tab } = await openTab(people.美咲)
  expect((await people.花子.patch(`/api/members/${aozora.workspace.people.美咲.actor.id}`, { state: 'suspended' })).status).toBe(200)
  await tab.end()
  expect((await people.美咲.get('/api/events')).status).toBe(401)
})

test('signing out closes the streams of that person', async () => {
  const { tab } = await openTab(people.美咲)
  await people.美咲.post('/api/session/sign-out')
  await tab.end()
})

test('a wall that is built while the tab is open holds from then on', async () => {
  const { conversationId } = await aozora.hears({ from: '井上', text: '相談です', channel: 'line' })
  const { tab } = await openTab(people.翔太)
  expect((await people.花子.patch(`/api/channels/${aozora.channels.line}`, { teamIds: [aozora.workspace.teams.サポート] })).status).toBe(200)
  await seal()
  await tab.next('scope-changed')
  await people.美咲.post(`/api/conversations/${conversationId}/state`, { state: 'pending' })
  const { conversationId: visible } = await aozora.hears({ from: '田中', text: '届きません', channel: 'x' })
  await people.美咲.post(`/api/conversations/${visible}/state`, { state: 'pending' })
  await seal()
  await tab.next('item-changed', ({ id }) => id === visible)
  expect(JSON.stringify(tab.told)).not.toContain(conversationId)
})

test('a person opens a dozen tabs and no more', async () => {
  for (let i = 0; i < 12; i++) await openTab(people.美咲)
  const answer = await people.美咲.get('/api/events')
  expect(answer.status).toBe(429)
  expect(await answer.json()).toMatchObject({ code: 'too_many' })
  await tabs[0]!.close()
  await expect.poll(async () => {
    const again = await people.美咲.get('/api/events')
    await again.body?.cancel()
    return again.status
  }).toBe(200)
})

test('two processes tell each other through the database', async () => {
  const pool = openPool(api.db.connectionString, { max: 4, name: 'two' })
  const notify = async (channel: string, payload: string) => void (await pool.query('select pg_notify($1, $2)', [channel, payload]))
  const listenings: Listening[] = []
  const hear: ApiDeps['listenTo'] = async (...asked) => {
    const listening = await listenTo(pool, ...asked)
    listenings.push(listening)
    return listening
  }
  const deps = { ...api.deps, notify, listenTo: hear }
  const [here, there] = [createApi(deps), createApi(deps)]
  const asks = (app: typeof here, name: PersonName, path: string, init: RequestInit = {}) => app.request(`${origin}${path}`, {
    ...init, headers: { Cookie: [...people[name].cookies].map(([key, value]) => `${key}=${value}`).join('; '), 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' },
  })
  try {
    const { conversationId } = await aozora.hears({ from: '田中', text: '届きません' })
    const tab = new Tab((await asks(there, '美咲', '/api/events')).body!)
    await tab.next('hello')
    await asks(here, '健', '/api/presence', { method: 'POST', body: JSON.stringify({ conversationId, writing: true }) })
    expect((await tab.next('presence')).data).toMatchObject({ people: [{ name: '鈴木 健', writing: true }] })
    const answer = await asks(there, '美咲', `/api/conversations/${conversationId}/replies`, { method: 'POST', body: JSON.stringify({ text: '確認します', operation: 'reply' }) })
    expect(await answer.json()).toMatchObject({ code: 'someone-writing' })
    await tab.close()
  } finally {
    for (const listening of listenings) await listening.close()
    await pool.end()
  }
})

test('a stream that breaks says nothing of why', async () => {
  const broken = createApi({ ...api.deps, inWorkspace: async () => { throw new Error('select secret from table') } })
  const answer = await broken.request(`${origin}/api/events`, { headers: { Cookie: [...people.美咲.cookies].map(([key, value]) => `${key}=${value}`).join('; ') } })
  expect(await answer.text()).not.toContain('secret')
})
