import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { advanceClock } from '../../support/database.ts'
import { openCompany } from '../core/company.ts'
import { openTestApi, origin, password, setUpAozora, type Browser, type TestApi } from './support.ts'

let api: TestApi
let hanako: Browser
let workspaceId: string
beforeEach(async () => {
  api = await openTestApi()
  ;({ hanako, workspaceId } = await setUpAozora(api))
})
afterEach(() => api.close())

async function invite(email: string, role: string): Promise<string> {
  const answer = await hanako.post('/api/invitations', { email, role })
  expect(answer.status).toBe(201)
  const { url } = await answer.json() as { url: string }
  expect(url.startsWith(`${origin}/link/`)).toBe(true)
  return url.split('/').at(-1)!
}

async function join(email: string, role: string, name: string): Promise<{ browser: Browser; userId: string }> {
  const browser = api.browser()
  expect((await browser.post(`/api/links/${await invite(email, role)}`, { name, password: 'kaki-no-ki-2026' })).status).toBe(200)
  const me = await (await browser.get('/api/me')).json() as { user: { id: string } }
  return { browser, userId: me.user.id }
}

describe('an invitation', () => {
  test('says what it is for, works once, and gives the role it names', async () => {
    const token = await invite('ken@aozora.example.jp', 'manager')
    const ken = api.browser()
    expect(await (await ken.get(`/api/links/${token}`)).json()).toMatchObject({ purpose: 'invite', email: 'ken@aozora.example.jp', workspaceName: '青空製菓', role: 'manager', hasAccount: false })
    expect((await ken.post(`/api/links/${token}`, { password: 'kaki-no-ki-2026' })).status).toBe(400)
    expect((await ken.post(`/api/links/${token}`, { name: '鈴木 健', password: 'short' })).status).toBe(400)
    const [first, second] = await Promise.all([
      ken.post(`/api/links/${token}`, { name: '鈴木 健', password: 'kaki-no-ki-2026' }),
      api.browser().post(`/api/links/${token}`, { name: '偽者', password: 'another-password-1' }),
    ])
    expect([first.status, second.status].filter((status) => status === 200)).toHaveLength(1)
    const members = await api.db.kysely.selectFrom('member').select(['name', 'role', 'state']).where('email', '=', 'ken@aozora.example.jp').execute()
    expect(members).toMatchObject([{ role: 'manager', state: 'active' }])
    expect((await api.browser().get(`/api/links/${token}`)).status).toBe(404)
  })

  test('ends after 48 hours; only its digest is stored', async () => {
    const token = await invite('ken@aozora.example.jp', 'agent')
    const stored = await api.db.pool.query('select * from identity.link')
    expect(JSON.stringify(stored.rows)).not.toContain(token)
    await advanceClock(api.db.kysely, { hours: 47 })
    expect((await api.browser().get(`/api/links/${token}`)).status).toBe(200)
    await advanceClock(api.db.kysely, { hours: 2 })
    expect((await api.browser().post(`/api/links/${token}`, { name: '鈴木 健', password: 'kaki-no-ki-2026' })).status).toBe(404)
  })

  test('a person of another company joins with their own password', async () => {
    const { browser: ken } = await join('ken@aozora.example.jp', 'agent', '鈴木 健')
    const sankai = await openCompany({ name: '山海商事', database: api.db })
    const scope = sankai.workspace.people.花子
    const { token } = await api.identity.createInviteLink(scope, { email: 'ken@aozora.example.jp', role: 'viewer', teamIds: [] })
    const elsewhere = api.browser()
    expect(await (await elsewhere.get(`/api/links/${token}`)).json()).toMatchObject({ hasAccount: true, workspaceName: '山海商事' })
    expect((await elsewhere.post(`/api/links/${token}`, {})).status).toBe(400)
    expect((await elsewhere.post(`/api/links/${token}`, { password: 'not-his-password' })).status).toBe(422)
    expect((await elsewhere.post(`/api/links/${token}`, { password: 'kaki-no-ki-2026' })).status).toBe(200)
    const me = await (await ken.get('/api/me')).json() as { workspaces: { name: string }[] }
    expect(me.workspaces.map(({ name }) => name)).toEqual(['青空製菓', '山海商事'])
  })
})

describe('a reset', () => {
  test('chooses a new password, ends every session, works once', async () => {
    const { browser: ken, userId } = await join('ken@aozora.example.jp', 'agent', '鈴木 健')
    const answer = await hanako.post(`/api/members/${userId}/reset`)
    expect(answer.status).toBe(201)
    const token = ((await answer.json()) as { url: string }).url.split('/').at(-1)!
    expect((await ken.get('/api/me')).status).toBe(200)
    const desk = api.browser()
    expect((await desk.post(`/api/links/${token}`, { password: 'atarashii-kagi-7' })).status).toBe(200)
    expect((await desk.get('/api/me')).status).toBe(200)
    expect((await ken.get('/api/me')).status).toBe(401)
    expect((await api.browser().post(`/api/links/${token}`, { password: 'atarashii-kagi-8' })).status).toBe(404)
    expect((await api.browser().post('/api/session/sign-in', { email: 'ken@aozora.example.jp', password: 'kaki-no-ki-2026' })).status).toBe(401)
  })

  test('one company cannot reset the login of a person who also works for another', async () => {
    const { userId } = await join('ken@aozora.example.jp', 'agent', '鈴木 健')
    const sankai = await openCompany({ name: '山海商事', database: api.db })
    await api.db.kysely.insertInto('member').values({ workspace_id: sankai.workspace.id, user_id: userId, name: '鈴木 健', email: 'ken@aozora.example.jp', role: 'administrator' }).execute()
    const answer = await hanako.post(`/api/members/${userId}/reset`)
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: 'shared_account' })
  })
})

describe('suspension', () => {
  test('ends sessions at once, and the password opens nothing', async () => {
    const { browser: ken, userId } = await join('ken@aozora.example.jp', 'agent', '鈴木 健')
    expect((await ken.get('/api/conversations')).status).toBe(200)
    const answer = await hanako.patch(`/api/members/${userId}`, { state: 'suspended' })
    expect(answer.status).toBe(200)
    expect((await ken.get('/api/conversations')).status).toBe(401)
    const again = await api.browser().post('/api/session/sign-in', { email: 'ken@aozora.example.jp', password: 'kaki-no-ki-2026' })
    expect(again.status).toBe(403)
    expect(again.headers.getSetCookie().filter((cookie) => cookie.startsWith('kikimimi_8787=') && !/max-age=0/i.test(cookie))).toEqual([])
    expect((await hanako.patch(`/api/members/${userId}`, { state: 'active' })).status).toBe(200)
    expect((await api.browser().post('/api/session/sign-in', { email: 'ken@aozora.example.jp', password: 'kaki-no-ki-2026' })).status).toBe(200)
  })
})

describe('API tokens', () => {
  async function makeToken(more: object = {}): Promise<{ id: string; secret: string }> {
    const answer = await hanako.post('/api/tokens', { name: '集計', role: 'analyst', scopes: ['read', 'export'], days: 30, ...more })
    expect(answer.status).toBe(201)
    return await answer.json() as { id: string; secret: string }
  }
  const withToken = (secret: string, path: string, init: RequestInit = {}) => api.request(path, { ...init, headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json', ...init.headers } })

  test('reads what its scopes allow, and nothing of a person', async () => {
    const { secret } = await makeToken()
    expect(secret).toMatch(/^kkm_[\w-]{43}$/)
    expect((await withToken(secret, '/api/conversations')).status).toBe(200)
    expect((await withToken(secret, '/api/tickets', { method: 'POST', body: '{}' })).status).toBe(403)
    expect((await withToken(secret, '/api/tokens')).status).toBe(403)
    expect((await withToken(secret, '/api/me')).status).toBe(403)
  })

  test('a scope without the role gives nothing, nor does a role without the scope', async () => {
    const scopeOnly = await makeToken({ role: 'viewer', scopes: ['read', 'answer'] })
    expect((await withToken(scopeOnly.secret, '/api/tags', { method: 'POST', body: JSON.stringify({ name: '返金' }) })).status).toBe(403)
    const roleOnly = await makeToken({ role: 'agent', scopes: ['read'] })
    expect((await withToken(roleOnly.secret, '/api/tags', { method: 'POST', body: JSON.stringify({ name: '返金' }) })).status).toBe(403)
    const both = await makeToken({ role: 'agent', scopes: ['answer'] })
    expect((await withToken(both.secret, '/api/tags', { method: 'POST', body: JSON.stringify({ name: '返金' }) })).status).toBe(201)
  })

  test('the secret is shown once and stored as a digest; the list notes the use', async () => {
    const { id, secret } = await makeToken()
    await withToken(secret, '/api/conversations')
    const list = await (await hanako.get('/api/tokens')).json() as { id: string; lastUsedAt: string | null }[]
    expect(list).toMatchObject([{ id, name: '集計', role: 'analyst', scopes: ['read', 'export'], lastUsedAt: expect.any(String), revokedAt: null }])
    expect(JSON.stringify(list)).not.toContain(secret)
    expect(JSON.stringify((await api.db.pool.query('select * from identity.api_token')).rows)).not.toContain(secret)
  })

  test('expires, and is revoked at once', async () => {
    const short = await makeToken({ days: 1 })
    const long = await makeToken({ days: 300 })
    await advanceClock(api.db.kysely, { hours: 25 })
    expect((await withToken(short.secret, '/api/conversations')).status).toBe(401)
    expect((await withToken(long.secret, '/api/conversations')).status).toBe(200)
    expect((await hanako.delete(`/api/tokens/${long.id}`)).status).toBe(200)
    expect((await withToken(long.secret, '/api/conversations')).status).toBe(401)
  })

  test('is bound to its workspace', async () => {
    const { secret } = await makeToken()
    const sankai = await openCompany({ name: '山海商事', database: api.db })
    expect((await withToken(secret, '/api/conversations', { headers: { 'X-Workspace': sankai.workspace.id } })).status).toBe(404)
    expect((await withToken(secret, '/api/conversations', { headers: { 'X-Workspace': workspaceId } })).status).toBe(200)
  })

  test('the same key twice makes one token', async () => {
    const headers = { 'Idempotency-Key': 'make-token-once' }
    const input = { name: '集計', role: 'analyst', scopes: ['read'], days: 30 }
    expect((await hanako.post('/api/tokens', input, headers)).status).toBe(201)
    expect((await hanako.post('/api/tokens', input, headers)).status).toBe(409)
    expect(await (await hanako.get('/api/tokens')).json()).toHaveLength(1)
  })

  test('a cookie beside a token does not open the door for other sites', async () => {
    const { secret } = await makeToken({ role: 'agent', scopes: ['answer'] })
    const headers = { Cookie: `kikimimi_8787=${hanako.cookies.get('kikimimi_8787')}`, Origin: 'https://evil.example' }
    expect((await withToken(secret, '/api/tags', { method: 'POST', body: JSON.stringify({ name: '返金' }), headers })).status).toBe(403)
  })

  test('who can sign in sees it in the log of events', async () => {
    await makeToken()
    const events = await api.db.kysely.selectFrom('event').select(['name', 'actor_kind']).orderBy('insert_order').execute()
    expect(events.map(({ name }) => name)).toEqual(['workspace.created', 'member.joined', 'token.created'])
    expect(password.length).toBeGreaterThan(10)
  })
})
