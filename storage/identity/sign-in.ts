import type { SignInAnswer, SignInInput, Visitor } from '../../core/ports/identity.ts'
import { authenticate } from './authenticate.ts'
import { call, wrongCode } from './call.ts'
import type { Parts } from './parts.ts'
import { suspended, workspacesOf } from './scope-for.ts'
import { announceEnd } from './sessions.ts'
import { identityTables } from './tables.ts'

export async function signIn(parts: Parts, input: SignInInput, visitor: Visitor): Promise<SignInAnswer> {
  const body = { email: input.email, password: input.password }
  return parts.attempts.guard({ account: input.email, address: visitor.address }, async () => {
    const { cookies, response } = await call(parts.auth.api.signInEmail({ body, headers: visitor.headers, returnHeaders: true }))
    // The two-step plug-in answers in another shape, and has already taken the session back.
    if ('twoFactorRedirect' in response) return { next: 'totp', cookies }
    await requireMembership(parts, response.user.id, response.token)
    return { next: 'signed-in', cookies }
  })
}

/** A code of the app works once; so does a recovery code. */
export async function passTotp(parts: Parts, code: string, visitor: Visitor): Promise<SignInAnswer> {
  return parts.attempts.guard({ address: visitor.address }, async () => {
    const ask = { body: { code }, headers: visitor.headers, returnHeaders: true as const }
    const fromApp = /^\d{6}$/.test(code)
    const { cookies, response } = fromApp ? await call(parts.auth.api.verifyTOTP(ask)) : await call(parts.auth.api.verifyBackupCode(ask))
    const { token, user } = response
    if (!token) throw wrongCode()
    if (fromApp && !(await parts.attempts.firstUse(`${user.id}:${code}`))) {
      await dropSession(parts, token)
      throw wrongCode()
    }
    await requireMembership(parts, user.id, token)
    return { next: 'signed-in', cookies }
  })
}

export async function signOut(parts: Parts, visitor: Visitor): Promise<{ cookies: string[] }> {
  const who = await authenticate(parts, visitor.headers)
  const { cookies } = await call(parts.auth.api.signOut({ headers: visitor.headers, returnHeaders: true }))
  if (who?.kind === 'user') await announceEnd(parts, who.user.id)
  return { cookies }
}

/** Somebody suspended everywhere knows the password still; it opens nothing. */
export async function requireMembership(parts: Parts, userId: string, sessionToken: string): Promise<void> {
  if ((await workspacesOf(parts, userId)).length > 0) return
  await dropSession(parts, sessionToken)
  throw suspended()
}

async function dropSession({ kysely }: Parts, token: string): Promise<void> {
  await identityTables(kysely).deleteFrom('session').where('token', '=', token).execute()
}
