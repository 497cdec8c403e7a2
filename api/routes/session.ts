import { Hono, type Context as HonoContext } from 'hono'
import { ChangePasswordInput, CodeInput, PasswordInput, SetUpInput, SignInInput, UseLinkInput, type Visitor } from '../../core/ports/identity.ts'
import { line } from '../../core/input.ts'
import { z } from 'zod'
import type { Env } from '../deps.ts'
import { whyNoSignIn } from '../origin.ts'
import { open, signedIn } from '../route.ts'
import { seenUrl } from '../seen-url.ts'
import { validate } from '../validate.ts'

const tokenInPath = z.object({ token: line(100) })

export const session = new Hono<Env>()
  .get('/session/hint', open('Says whether signing in can work at this address, and whether the set-up is still to be done'), async (c) => {
    const why = whyNoSignIn(seenUrl(c), c.var.deps.config.publicUrl)
    return c.json({ ok: why === null, ...(why && { why }), needsSetup: await c.var.deps.identity.needsSetup() })
  })
  .post('/session/sign-in', open('Signs in; `next: totp` asks for the second step'), validate('json', SignInInput), async (c) => {
    const { cookies, next } = await c.var.deps.identity.signIn(c.req.valid('json'), visitor(c))
    return withCookies(c, cookies).json({ next })
  })
  .post('/session/totp', open('Second step of signing in: a code of the app, or a recovery code'), validate('json', CodeInput), async (c) => {
    const { cookies, next } = await c.var.deps.identity.passTotp(c.req.valid('json').code, visitor(c))
    return withCookies(c, cookies).json({ next })
  })
  .post('/session/sign-out', open('Ends this session'), async (c) => {
    const { cookies } = await c.var.deps.identity.signOut(visitor(c))
    return withCookies(c, cookies).json({ next: 'signed-out' as const })
  })
  .post('/session/password', signedIn('Changes the own password and ends all other sessions'), validate('json', ChangePasswordInput), async (c) => {
    const { cookies } = await c.var.deps.identity.changePassword(c.req.valid('json'), visitor(c))
    return withCookies(c, cookies).json({ ok: true })
  })
  .post('/session/totp/enable', signedIn('Starts two-step sign-in: secret, address for the app and recovery codes, shown once'), validate('json', PasswordInput), async (c) => {
    return c.json(await c.var.deps.identity.enableTotp(c.req.valid('json').password, visitor(c)))
  })
  .post('/session/totp/confirm', signedIn('Two-step sign-in holds from here on'), validate('json', CodeInput), async (c) => {
    const { cookies } = await c.var.deps.identity.confirmTotp(c.req.valid('json').code, visitor(c))
    return withCookies(c, cookies).json({ ok: true })
  })
  .post('/session/totp/disable', signedIn('Ends two-step sign-in'), validate('json', PasswordInput), async (c) => {
    const { cookies } = await c.var.deps.identity.disableTotp(c.req.valid('json').password, visitor(c))
    return withCookies(c, cookies).json({ ok: true })
  })
  .post('/setup', open('First run: makes the workspace and its administrator with the one-time link, and signs in'), validate('json', SetUpInput), async (c) => {
    const { cookies, next } = await c.var.deps.identity.setUp(c.req.valid('json'), visitor(c))
    return withCookies(c, cookies).json({ next })
  })
  .get('/links/:token', open('What a one-time link would do'), validate('param', tokenInPath), async (c) => {
    return c.json(await c.var.deps.identity.readLink(c.req.valid('param').token, visitor(c)))
  })
  .post('/links/:token', open('Uses a one-time link up (invitation, reset, sign-in) and signs in'), validate('param', tokenInPath), validate('json', UseLinkInput), async (c) => {
    const { cookies, next } = await c.var.deps.identity.useLink(c.req.valid('param').token, c.req.valid('json'), visitor(c))
    return withCookies(c, cookies).json({ next })
  })

function visitor(c: HonoContext<Env>): Visitor {
  return { headers: c.req.raw.headers, address: c.var.address }
}

function withCookies<C extends HonoContext<Env>>(c: C, cookies: readonly string[]): C {
  for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
  return c
}
