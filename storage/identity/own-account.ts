import { Unauthenticated } from '../../core/errors.ts'
import type { ChangePasswordInput, Visitor } from '../../core/ports/identity.ts'
import { authenticate } from './authenticate.ts'
import { call, wrongCode } from './call.ts'
import type { Parts } from './parts.ts'
import { announceEnd } from './sessions.ts'
import { identityTables } from './tables.ts'

export async function changePassword(parts: Parts, input: ChangePasswordInput, visitor: Visitor): Promise<{ cookies: string[] }> {
  const user = await requireUser(parts, visitor)
  const body = { currentPassword: input.password, newPassword: input.newPassword, revokeOtherSessions: true }
  const { cookies } = await parts.attempts.guard({ account: user.email, address: visitor.address }, () =>
    call(parts.auth.api.changePassword({ body, headers: visitor.headers, returnHeaders: true })))
  await announceEnd(parts, user.id)
  return { cookies }
}

export async function enableTotp(parts: Parts, password: string, visitor: Visitor): Promise<{ uri: string; secret: string; recoveryCodes: string[] }> {
  const user = await requireUser(parts, visitor)
  const { response } = await parts.attempts.guard({ account: user.email, address: visitor.address }, () =>
    call(parts.auth.api.enableTwoFactor({ body: { password, method: 'totp' }, headers: visitor.headers, returnHeaders: true })))
  if (response.method !== 'totp') throw new Error('two-step sign-in was started with another method')
  return { uri: response.totpURI, secret: new URL(response.totpURI).searchParams.get('secret') ?? '', recoveryCodes: response.backupCodes }
}

export async function confirmTotp(parts: Parts, code: string, visitor: Visitor): Promise<{ cookies: string[] }> {
  const user = await requireUser(parts, visitor)
  const { cookies } = await parts.attempts.guard({ account: user.email, address: visitor.address }, async () => {
    const answer = await call(parts.auth.api.verifyTOTP({ body: { code }, headers: visitor.headers, returnHeaders: true }))
    if (!(await parts.attempts.firstUse(`${user.id}:${code}`))) throw wrongCode()
    return answer
  })
  return { cookies }
}

export async function disableTotp(parts: Parts, password: string, visitor: Visitor): Promise<{ cookies: string[] }> {
  const user = await requireUser(parts, visitor)
  const { cookies } = await parts.attempts.guard({ account: user.email, address: visitor.address }, () =>
    call(parts.auth.api.disableTwoFactor({ body: { password }, headers: visitor.headers, returnHeaders: true })))
  return { cookies }
}

export async function rename({ kysely }: Parts, userId: string, name: string): Promise<void> {
  await identityTables(kysely).updateTable('user').set({ name, updatedAt: new Date() }).where('id', '=', userId).execute()
}

async function requireUser(parts: Parts, visitor: Visitor): Promise<{ id: string; email: string }> {
  const who = await authenticate(parts, visitor.headers)
  if (who?.kind !== 'user') throw new Unauthenticated()
  return who.user
}
