import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { advanceClock } from '../../support/database.ts'
import { openTestApi, origin, password, setUpAozora, type Browser, type TestApi } from './support.ts'

let api: TestApi
beforeEach(async () => {
  api = await openTestApi()
})
afterEach(() => api.close())

async function body(response: Response): Promise<Record<string, never> & { code?: string; next?: string }> {
  return (await response.json()) as never
}

async function signIn(browser: Browser, email = 'hanako@aozora.example.jp', secret = password): Promise<Response> {
  return browser.post('/api/session/sign-in', { email, password: secret })
}

describe('the first run', () => {
  test('the set-up link makes workspace and administrator once, and signs in', async () => {
    expect(await body(await api.browser().get('/api/session/hint'))).toMatchObject({ ok: true, needsSetup: true })
    const { token } = await api.identity.createSetupLink()
    const input = { token, workspaceName: '青空製菓', name: '山田 花子', email: 'Hanako@Aozora.example.jp', password }
    const hanako = api.browser()
    const [first, second] = await Promise.all([hanako.post('/api/setup', input), api.browser().post('/api/setup', input)])
    expect([first.status, second.status].toSorted()).toEqual([200, 404])
    const winner = first.status === 200 ? hanako : api.browser()
    if (first.status !== 200) await signIn(winner)
    const me = await (await winner.get('/api/me')).json()
    expect(me).toMatchObject({ user: { name: '山田 花子', email: 'hanako@aozora.example.jp', twoFactor: false }, workspace: { name: '青空製菓', timeZone: 'Asia/Tokyo' }, role: 'administrator' })
    expect(await body(await api.browser().get('/api/session/hint'))).toMatchObject({ needsSetup: false })
    const later = await api.identity.createSetupLink()
    expect((await api.browser().post('/api/setup', { ...input, token: later.token, email: 'mallory@example.com' })).status).toBe(409)
  })

  test('a set-up link ends after 48 hours and never works as another kind of link', async () => {
    const { token } = await api.identity.createSetupLink()
    expect((await api.browser().post(`/api/links/${token}`, { password })).status).toBe(422)
    await advanceClock(api.db.kysely, { hours: 49 })
    const late = await api.browser().post('/api/setup', { token, workspaceName: '青空製菓', name: '山田 花子', email: 'hanako@aozora.example.jp', password })
    expect(late.status).toBe(404)
  })
})

describe('signing in', () => {
  test('cookie on plain http: HttpOnly, Lax, named by the port, not Secure', async () => {
    await setUpAozora(api)
    const answer = await signIn(api.browser())
    expect(answer.status).toBe(200)
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('kikimimi_8787='))!
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect(cookie).toMatch(/Path=\//i)
    expect(cookie).not.toMatch(/Secure/i)
  })

  test('cookie on https: __Host-, Secure, no domain; HSTS of at least a year', async () => {
    const secure = await openTestApi({ publicUrl: 'https://kikimimi.aozora.example.jp' })
    try {
      await setUpAozora(secure)
      const answer = await signIn(secure.browser())
      const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('__Host-kikimimi='))!
      expect(cookie).toMatch(/Secure/)
      expect(cookie).not.toMatch(/Domain/i)
      expect(answer.headers.get('Strict-Transport-Security')).toMatch(/max-age=(3[1-9]|[4-9]\d)\d{6,}/)
    } finally {
      await secure.close()
    }
  })

  test('a wrong password and an unknown person get the same answer, in both languages', async () => {
    await setUpAozora(api)
    const wrong = await signIn(api.browser(), undefined, 'not-the-password')
    const unknown = await signIn(api.browser(), 'nobody@aozora.example.jp')
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    const [a, b] = [await body(wrong), await body(unknown)]
    expect(a.code).toBe('wrong_sign_in')
    expect({ ...a, requestId: '' }).toEqual({ ...b, requestId: '' })
    expect(a).toMatchObject({ message: { ja: expect.stringContaining('パスワード'), en: expect.stringContaining('password') }, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  })

  test('ten wrong passwords close the account for a while, whatever address they come from', async () => {
    await setUpAozora(api)
    for (let i = 0; i < 10; i++) {
      expect((await signIn(api.browser({ address: `203.0.113.${i}` }), undefined, `guess-number-${i}`)).status).toBe(401)
    }
    const closed = await signIn(api.browser({ address: '203.0.113.99' }))
    expect(closed.status).toBe(429)
    expect(Number(closed.headers.get('Retry-After'))).toBeGreaterThan(60)
    expect(await body(closed)).toMatchObject({ code: 'too_many', message: { ja: expect.stringContaining('分後'), en: expect.stringContaining('minutes') } })
  })

  test('one address cannot try many accounts', async () => {
    await setUpAozora(api)
    const answers = []
    for (let i = 0; i < 61; i++) answers.push((await signIn(api.browser({ address: '198.51.100.7' }), `person${i}@example.com`, 'spring-2026!')).status)
    expect(answers.slice(0, 60).every((status) => status === 401)).toBe(true)
    expect(answers[60]).toBe(429)
    expect((await signIn(api.browser({ address: '198.51.100.8' }))).status).toBe(200)
  })

  test('signing out ends the session on the server, not only in the browser', async () => {
    const { hanako } = await setUpAozora(api)
    const kept = new Map(hanako.cookies)
    expect((await hanako.post('/api/session/sign-out')).status).toBe(200)
    for (const [name, value] of kept) hanako.cookies.set(name, value)
    expect((await hanako.get('/api/me')).status).toBe(401)
  })

  test('a new password ends the other sessions and keeps this one', async () => {
    const { hanako } = await setUpAozora(api)
    const phone = api.browser()
    await signIn(phone)
    expect((await hanako.post('/api/session/password', { password: 'wrong-old-one', newPassword: 'sakura-no-hana-2026' })).status).toBe(422)
    expect((await hanako.post('/api/session/password', { password, newPassword: 'short' })).status).toBe(400)
    expect((await hanako.post('/api/session/password', { password, newPassword: 'sakura-no-hana-2026' })).status).toBe(200)
    expect((await hanako.get('/api/me')).status).toBe(200)
    expect((await phone.get('/api/me')).status).toBe(401)
    expect((await signIn(api.browser())).status).toBe(401)
    expect((await signIn(api.browser(), undefined, 'sakura-no-hana-2026')).status).toBe(200)
  })

  test('a forged cookie is nobody', async () => {
    await setUpAozora(api)
    const mallory = api.browser()
    mallory.cookies.set('kikimimi_8787', 'abcdefghijklmnopqrstuvwxyz012345.c2lnbmF0dXJl')
    expect((await mallory.get('/api/me')).status).toBe(401)
  })

  test('the hint says why another address cannot be used', async () => {
    const there = await api.request('/api/session/hint', { headers: { Host: 'kikimimi.lan:8787' } })
    expect(await body(there)).toMatchObject({ ok: false, why: { ja: expect.stringContaining(origin), en: expect.stringContaining('PUBLIC_URL') } })
    const local = await api.request('/api/session/hint', { headers: { Host: 'localhost:8787' } })
    expect(await body(local)).toMatchObject({ ok: true })
  })
})

describe('two steps', () => {
  test('enable, confirm, sign in with a code once, with a recovery code once, disable', async () => {
    const { hanako } = await setUpAozora(api)
    expect((await hanako.post('/api/session/totp/enable', { password: 'not-my-password' })).status).toBe(422)
    const started = await (await hanako.post('/api/session/totp/enable', { password })).json() as { secret: string; uri: string; recoveryCodes: string[] }
    expect(started.uri).toMatch(/^otpauth:\/\/totp\//)
    expect(started.recoveryCodes.length).toBeGreaterThanOrEqual(8)
    // Until it is confirmed, nothing asks for it.
    expect(await body(await signIn(api.browser()))).toEqual({ next: 'signed-in' })
    expect((await hanako.post('/api/session/totp/confirm', { code: '000000' })).status).toBe(401)
    expect((await hanako.post('/api/session/totp/confirm', { code: totp(started.secret, -1) })).status).toBe(200)
    expect(await (await hanako.get('/api/me')).json()).toMatchObject({ user: { twoFactor: true } })

    const phone = api.browser()
    expect(await body(await signIn(phone))).toEqual({ next: 'totp' })
    expect((await phone.get('/api/me')).status).toBe(401)
    const code = totp(started.secret)
    expect(await body(await phone.post('/api/session/totp', { code }))).toEqual({ next: 'signed-in' })
    expect((await phone.get('/api/me')).status).toBe(200)

    const overTheShoulder = api.browser()
    await signIn(overTheShoulder)
    expect((await overTheShoulder.post('/api/session/totp', { code })).status).toBe(401)
    expect((await overTheShoulder.get('/api/me')).status).toBe(401)

    const recovery = started.recoveryCodes[0]!
    const lostPhone = api.browser()
    await signIn(lostPhone)
    expect((await lostPhone.post('/api/session/totp', { code: recovery })).status).toBe(200)
    expect((await lostPhone.get('/api/me')).status).toBe(200)
    const again = api.browser()
    await signIn(again)
    expect((await again.post('/api/session/totp', { code: recovery })).status).toBe(401)

    expect((await hanako.post('/api/session/totp/disable', { password: 'not-my-password' })).status).toBe(422)
    expect((await hanako.post('/api/session/totp/disable', { password })).status).toBe(200)
    expect(await body(await signIn(api.browser()))).toEqual({ next: 'signed-in' })
  })

  test('a handful of wrong codes asks for the password again', async () => {
    const { hanako } = await setUpAozora(api)
    const { secret } = await (await hanako.post('/api/session/totp/enable', { password })).json() as { secret: string }
    await hanako.post('/api/session/totp/confirm', { code: totp(secret, -1) })
    const mallory = api.browser({ address: '203.0.113.5' })
    await signIn(mallory)
    const codes = []
    for (let i = 0; i < 7; i++) codes.push((await body(await mallory.post('/api/session/totp', { code: `00000${i}` }))).code)
    expect(codes).toContain('sign_in_again')
    expect((await mallory.post('/api/session/totp', { code: totp(secret) })).status).toBe(401)
  })
})

/** RFC 6238 with the defaults of every app: SHA-1, 30 s, six digits. */
function totp(secret: string, stepsAgo = 0): string {
  const bits = [...secret.replace(/=+$/, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + stepsAgo))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = mac[19]! & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
