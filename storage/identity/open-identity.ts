import type { Identity } from '../../core/ports/identity.ts'
import { makeAttempts } from './attempts.ts'
import { makeAuth } from './auth.ts'
import { authenticate } from './authenticate.ts'
import { createLink, inviteLink, readLink, resetLink, resetLinkByOperator } from './links.ts'
import type { IdentityOptions, Parts } from './parts.ts'
import { scopeFor, workspacesOf } from './scope-for.ts'
import { endSessions } from './sessions.ts'
import { needsSetup, setUp, setupLink } from './set-up.ts'
import { passTotp, signIn, signOut } from './sign-in.ts'
import { changePassword, confirmTotp, disableTotp, enableTotp, rename } from './own-account.ts'
import { tidy } from './tidy.ts'
import { createToken, listTokens, revokeToken } from './tokens.ts'
import { useLink } from './use-link.ts'

/** The only door to the schema `identity`. */
export function openIdentity(options: IdentityOptions): Identity {
  const parts: Parts = { ...options, auth: makeAuth(options.kysely, options.publicUrl, options.secret), attempts: makeAttempts(options.pool) }
  return {
    authenticate: (headers) => authenticate(parts, headers),
    scopeFor: (who, workspaceId) => scopeFor(parts, who, workspaceId),
    workspacesOf: (userId) => workspacesOf(parts, userId),
    needsSetup: () => needsSetup(parts),
    createSetupLink: () => setupLink(parts),
    setUp: (input, visitor) => setUp(parts, input, visitor),
    signIn: (input, visitor) => signIn(parts, input, visitor),
    passTotp: (code, visitor) => passTotp(parts, code, visitor),
    signOut: (visitor) => signOut(parts, visitor),
    changePassword: (input, visitor) => changePassword(parts, input, visitor),
    enableTotp: (password, visitor) => enableTotp(parts, password, visitor),
    confirmTotp: (code, visitor) => confirmTotp(parts, code, visitor),
    disableTotp: (password, visitor) => disableTotp(parts, password, visitor),
    rename: (userId, name) => rename(parts, userId, name),
    readLink: (token, visitor) => readLink(parts, token, visitor),
    useLink: (token, input, visitor) => useLink(parts, token, input, visitor),
    createInviteLink: (scope, input) => inviteLink(parts, scope, input),
    createResetLink: (scope, userId) => resetLink(parts, scope, userId),
    createResetLinkByOperator: (userId, how) => resetLinkByOperator(parts, userId, how),
    createSigninLink: (userId) => createLink(parts.kysely, { purpose: 'signin', user_id: userId }),
    tidy: () => tidy(parts),
    endSessions: (userId) => endSessions(parts, userId),
    createToken: (scope, id, input) => createToken(parts, scope, id, input),
    listTokens: (scope) => listTokens(parts, scope),
    revokeToken: (scope, id) => revokeToken(parts, scope, id),
  }
}
