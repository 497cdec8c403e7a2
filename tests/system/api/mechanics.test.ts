import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApi } from '../../../api/app.ts'
import { openKysely, openPool } from '../../../storage/postgres/pool.ts'
import { makeInWorkspace } from '../../../storage/postgres/scope.ts'
import { openCompany, type Company } from '../core/company.ts'
import type { PersonName } from '../../support/people.ts'
import { advanceClock } from '../../support/database.ts'
import { signInEverybody } from './signed-in.ts'
import { openTestApi, origin, type Browser, type TestApi } from './support.ts'

let api: TestApi
let aozora: Company
let people: Record<PersonName, Browser>
beforeAll(async () => {
  api = await openTestApi()
  aozora = await openCompany({ database: api.db })
  people = await signInEverybody(api, aozora.workspace)
})
afterAll(() => api.close())

interface Refusal { code: string; message: { ja: string; en: string }; requestId: string; details?: Record<string, unknown> }
const refusal = async (response: Response) => (await response.json()) as Refusal

describe('where a request comes from', () => {
  const cookie = () => [...people.美咲.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const call = (headers: Record<string, string>, method = 'POST') =>
    api.request('/api/tags', { method, headers: { 'Content-Type': 'application/json', ...headers }, body: method === 'GET' ? undefined : JSON.stringify({ name: '返金' }) })

  test.each([
    ['same-origin with our origin', { 'Sec-Fetch-Site': 'same-origin', Origin: origin }, 201],
    ['same-origin without Origin', { 'Sec-Fetch-Site': 'same-origin' }, 201],
    ['an old browser: no Sec-Fetch-Site, our origin', { Origin: origin }, 201],
    ['this machine by its other name', { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost:8787' }, 201],
    ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }, 403],
    ['a sibling of our domain', { 'Sec-Fetch-Site': 'same-site', Origin: 'http://other.127.0.0.1:8787' }, 403],
    ['typed into the address bar', { 'Sec-Fetch-Site': 'none' }, 403],
    ['another origin that claims same-origin', { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' }, 403],
    ['an old browser from another site', { Origin: 'https://evil.example' }, 403],
    ['a frame without an origin', { Origin: 'null' }, 403],
    ['another port', { Origin: 'http://127.0.0.1:9999' }, 403],
    ['nothing said at all', {}, 403],
  ])('%s', async (_name, headers, status) => {
    const answer = await call({ Cookie: cookie(), ...(headers as Record<string, string>) })
    expect(answer.status).toBe(status)
    if (status === 403) expect(await refusal(answer)).toMatchObject({ code: 'cross_site', message: { ja: expect.any(String), en: expect.any(String) } })
  })

  test('reading is free of it, and no other site may read the answer', async () => {
    const answer = await call({ Cookie: cookie(), 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }, 'GET')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull()
    expect(answer.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
  })

  test('a form of another site cannot pass for JSON', async () => {
    const answer = await api.request('/api/tags', { method: 'POST', headers: { Cookie: cookie(), 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'text/plain' }, body: JSON.stringify({ name: '返金' }) })
    expect(answer.status).toBe(400)
  })
})

describe('answers', () => {
  test('headers: a policy for content, no frames, no sniffing; the id of the request', async () => {
    const answer = await people.一郎.get('/api/me')
    const csp = answer.headers.get('Content-Security-Policy')!
    expect(csp).toContain("default-src 'self'")
    expect(csp).toContain("frame-ancestors 'none'")
    expect(csp).toContain("img-src 'self' data: blob:")
    expect(csp).not.toMatch(/script-src[^;]*unsafe/)
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(answer.headers.get('Strict-Transport-Security')).toBeNull()
    expect(answer.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('an address that does not exist', async () => {
    const answer = await people.花子.get('/api/no-such-thing')
    expect(answer.status).toBe(404)
    expect(await refusal(answer)).toMatchObject({ code: 'not_found', requestId: answer.headers.get('X-Request-Id') })
  })

  test('input that does not fit names its fields; unknown keys are refused', async () => {
    const answer = await people.美咲.post('/api/tags', { name: '', colour: 'red' })
    expect(answer.status).toBe(400)
    const body = await refusal(answer)
    expect(body.code).toBe('invalid_input')
    expect(JSON.stringify(body.details)).toContain('name')
  })

  test('a body that is no JSON, one that is too large, and text that cannot be stored', async () => {
    const headers = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json', Cookie: [...people.美咲.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
    const broken = await api.request('/api/tags', { method: 'POST', headers, body: '{"name":' })
    expect(broken.status).toBe(400)
    const large = await api.request('/api/tags', { method: 'POST', headers, body: JSON.stringify({ name: 'あ'.repeat(600_000) }) })
    expect(large.status).toBe(413)
    const nul = await people.美咲.post('/api/tags', { name: 'a\u0000b' })
    expect(nul.status).toBe(400)
    for (const answer of [broken, large, nul]) expect(await refusal(answer)).toMatchObject({ message: { ja: expect.any(String), en: expect.any(String) } })
  })

  test('nesting that kills readers, keys that poison objects, parameters given twice', async () => {
    const headers = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json', Cookie: [...people.美咲.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
    const send = (body: string) => api.request('/api/me', { method: 'PATCH', headers, body })
    expect((await send(`{"preferences":{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`)).status).toBe(400)
    expect((await send('{"preferences":{"__proto__":{"admin":true}}}')).status).toBe(400)
    expect((await send('{"__proto__":{"role":"administrator"}}')).status).toBe(400)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    expect((await people.美咲.get('/api/conversations?limit=1&limit=200')).status).toBe(400)
    expect((await people.美咲.get('/api/conversations?limit=201')).status).toBe(400)
    expect((await people.美咲.patch('/api/me', { role: 'administrator' })).status).toBe(400)
  })

  test('nothing about people is kept in caches', async () => {
    expect((await people.美咲.get('/api/me')).headers.get('Cache-Control')).toBe('no-store')
  })

  test('a database that is away is 503 with Retry-After, and says nothing of itself', async () => {
    const pool = openPool('postgres://kikimimi@127.0.0.1:1/nowhere', { max: 1, name: 'away' })
    const away = createApi({ ...api.deps, inWorkspace: makeInWorkspace(openKysely(pool), api.deps.ports) })
    const answer = await away.request('/api/conversations', { headers: { Cookie: [...people.花子.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })
    await pool.end()
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
    const text = await answer.text()
    expect(text).toContain('データベース')
    expect(text).not.toMatch(/ECONN|127\.0\.0\.1|stack/i)
  })

  test('logs say which route and who, and no secret', async () => {
    await people.美咲.post('/api/session/password', { password: 'the-secret-password', newPassword: 'another-secret-password' })
    const lines = api.logged.join('\n')
    expect(lines).toContain('"route":"/api/session/password"')
    expect(lines).not.toContain('the-secret-password')
    for (const value of people.美咲.cookies.values()) expect(lines).not.toContain(value)
  })
})

describe('versions', () => {
  test('of two who changed the same thing, the second gets the newer row with 409', async () => {
    const { conversationId } = await aozora.hears({ from: '田中', text: '注文した羊羹が届きません' })
    const row = await (await people.美咲.get(`/api/conversations/${conversationId}/row`)).json() as { version: number }
    const headers = { 'If-Match': `"${row.version}"` }
    const [first, second] = await Promise.all([
      people.美咲.post(`/api/conversations/${conversationId}/assign`, { assigneeId: aozora.workspace.people.美咲.actor.id }, headers),
      people.健.post(`/api/conversations/${conversationId}/assign`, { assigneeId: aozora.workspace.people.健.actor.id }, headers),
    ])
    expect([first.status, second.status].toSorted()).toEqual([200, 409])
    const [won, lost] = first.status === 200 ? [first, second] : [second, first]
    const { row: current } = await won.json() as { row: { version: number } }
    expect(await refusal(lost)).toMatchObject({ code: 'conflict', details: { current: { version: current.version } } })
  })

  test('an If-Match that is no version is refused', async () => {
    const { conversationId } = await aozora.hears({ from: '鈴木', text: 'おいしかったです' })
    expect((await people.美咲.post(`/api/conversations/${conversationId}/state`, { state: 'done' }, { 'If-Match': 'latest' })).status).toBe(400)
  })

  test('undo takes it back once', async () => {
    const { conversationId } = await aozora.hears({ from: '高橋', text: '店員さんが親切でした' })
    const { undo } = await (await people.美咲.post(`/api/conversations/${conversationId}/state`, { state: 'done' })).json() as { undo: string }
    expect((await people.健.post('/api/undo', { token: undo })).status).toBe(422)
    expect(await (await people.美咲.post('/api/undo', { token: undo })).json()).toMatchObject({ row: { state: 'open' } })
    expect((await people.美咲.post('/api/undo', { token: undo })).status).toBe(422)
  })
})

describe('the same request twice', () => {
  test('ten at once with one key do one thing and get one answer', async () => {
    const { conversationId } = await aozora.hears({ from: '佐々木', text: '賞味期限が切れていました' })
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 10 }, () =>
      people.美咲.post(`/api/conversations/${conversationId}/notes`, { text: '店舗に確認中' }, { 'Idempotency-Key': key })))
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(201))
    const ids = new Set((await Promise.all(answers.map((answer) => answer.json() as Promise<{ id: string }>))).map(({ id }) => id))
    expect(ids.size).toBe(1)
    const stored = await api.db.kysely.selectFrom('note').select('id').where('conversation_id', '=', conversationId).execute()
    expect(stored).toHaveLength(1)
  })

  test('the key with another body, or by another person, is another matter', async () => {
    const { conversationId } = await aozora.hears({ from: '岡田', text: '包装が破れていた' })
    const key = randomUUID()
    const path = `/api/conversations/${conversationId}/notes`
    expect((await people.美咲.post(path, { text: '一件目' }, { 'Idempotency-Key': key })).status).toBe(201)
    const other = await people.美咲.post(path, { text: '二件目' }, { 'Idempotency-Key': key })
    expect(other.status).toBe(422)
    expect((await refusal(other)).code).toBe('idempotency_key_reused')
    expect((await people.健.post(path, { text: '二件目' }, { 'Idempotency-Key': key })).status).toBe(201)
  })

  test('what was refused is not remembered', async () => {
    const { conversationId } = await aozora.hears({ from: '石井', text: '予約したい' })
    const key = randomUUID()
    const path = `/api/conversations/${conversationId}/notes`
    const attachmentIds = [randomUUID()]
    expect((await people.美咲.post(path, { text: 'メモ', attachmentIds }, { 'Idempotency-Key': key })).status).toBe(400)
    expect((await people.美咲.post(path, { text: 'メモ' }, { 'Idempotency-Key': key })).status).toBe(201)
  })

  test('a key of another form is refused', async () => {
    expect((await people.美咲.post('/api/tags', { name: '予約' }, { 'Idempotency-Key': 'short' })).status).toBe(400)
  })
})

describe('a person in several workspaces', () => {
  test('the header chooses; without it the first membership holds; a foreign one does not exist', async () => {
    const sankai = await openCompany({ name: '山海商事', database: api.db })
    const { 美咲 } = aozora.workspace.people
    await api.db.kysely.insertInto('member').values({ workspace_id: sankai.workspace.id, user_id: 美咲.actor.id, name: '佐藤 美咲', email: 'misaki@example.jp', role: 'viewer' }).execute()
    expect(await (await people.美咲.get('/api/me')).json()).toMatchObject({ workspace: { name: '青空製菓' }, role: 'agent', workspaces: [{ name: '青空製菓' }, { name: '山海商事', role: 'viewer' }] })
    expect(await (await people.美咲.get('/api/me', { 'X-Workspace': sankai.workspace.id })).json()).toMatchObject({ workspace: { name: '山海商事' }, role: 'viewer' })
    expect((await people.一郎.get('/api/me', { 'X-Workspace': sankai.workspace.id })).status).toBe(404)
    expect((await people.一郎.get('/api/me', { 'X-Workspace': 'not-an-id' })).status).toBe(404)
    await advanceClock(api.db.kysely, { seconds: 1 })
  })

  test('preferences and the name are kept', async () => {
    expect(await (await people.一郎.patch('/api/me', { preferences: { theme: 'dark' } })).json()).toMatchObject({ preferences: { theme: 'dark' } })
    expect(await (await people.一郎.patch('/api/me', { name: '渡辺 一朗', preferences: { letters: false } })).json()).toMatchObject({ user: { name: '渡辺 一朗' }, preferences: { theme: 'dark', letters: false } })
  })
})

describe('files that leave', () => {
  test('an export is a file to keep, in Excel’s own form; ten a minute and no more', async () => {
    const answer = await people.直子.get('/api/mentions/export?format=csv')
    expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('Content-Disposition')).toBe('attachment; filename="mentions.csv"')
    const bytes = new Uint8Array(await answer.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const statuses = []
    for (let i = 0; i < 10; i++) statuses.push((await people.直子.get('/api/mentions/export?format=ndjson')).status)
    expect(statuses.slice(0, 9)).toEqual(Array(9).fill(200))
    expect(statuses[9]).toBe(429)
    expect((await people.花子.get('/api/mentions/export?format=ndjson')).status).toBe(200)
  })

  test('a search that cannot be read says where', async () => {
    const answer = await people.直子.get('/api/mentions?q=' + encodeURIComponent('返金 AND ('))
    expect(answer.status).toBe(400)
    expect(await refusal(answer)).toMatchObject({ code: 'invalid_input', details: { at: expect.any(Number) } })
  })
})
