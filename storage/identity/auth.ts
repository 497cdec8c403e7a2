import { betterAuth } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { twoFactor } from 'better-auth/plugins'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Tables } from '../../core/tables.ts'
import { hashPassword, verifyPassword } from './password.ts'

export type Auth = ReturnType<typeof makeAuth>

const days = 24 * 60 * 60

/** The sign-in library with passwords, sessions and two-step sign-in, and nothing else. It is called as functions; its own routes are not served. */
export function makeAuth(kysely: Kysely<Tables>, publicUrl: URL, secret: string) {
  const secure = publicUrl.protocol === 'https:'
  const name = secure ? '__Host-kikimimi' : `kikimimi_${publicUrl.port || '80'}`
  const cookie = (suffix: string) => ({ name: `${name}${suffix}` })
  return betterAuth({
    appName: 'Kikimimi',
    baseURL: publicUrl.origin,
    trustedOrigins: [publicUrl.origin],
    secret,
    database: { db: kysely.withSchema('identity'), type: 'postgres' },
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 200, password: { hash: hashPassword, verify: verifyPassword } },
    // A session ends for good after two weeks, however busy it is.
    session: { expiresIn: 14 * days, disableSessionRefresh: true, cookieCache: { enabled: false } },
    plugins: [
      twoFactor({ issuer: 'Kikimimi', twoFactorCookieMaxAge: 600, accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 900 } }),
      linkSignIn(),
    ],
    advanced: {
      useSecureCookies: false,
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
      cookies: { session_token: cookie(''), session_data: cookie('_data'), dont_remember: cookie('_brief'), account_data: cookie('_account'), two_factor: cookie('_step'), trust_device: cookie('_device') },
      ipAddress: { disableIpTracking: true },
    },
  })
}

/** Who holds a one-time link that only the operator can make gets a session without a password. Not reachable over HTTP. */
function linkSignIn() {
  return {
    id: 'link-sign-in',
    endpoints: {
      signInByLink: createAuthEndpoint.serverOnly({ method: 'POST', body: z.object({ userId: z.string() }) }, async (ctx) => {
        const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
        if (!user) return ctx.json({ token: null, user: null })
        const session = await ctx.context.internalAdapter.createSession(user.id)
        await setSessionCookie(ctx, { session, user })
        return ctx.json({ token: session.token, user: { id: user.id } })
      }),
    },
  }
}
