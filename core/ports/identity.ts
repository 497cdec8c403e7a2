import { z } from 'zod'
import type { Scope } from '../context.ts'
import { line } from '../input.ts'
import { Role, type CreateTokenInput, type InviteMemberInput, type TokenView } from '../team/team.ts'

/**
 * Who people are, before a workspace is known: accounts, sessions, one-time links, API tokens. The only way into it is this port.
 * Every function that checks a password or a code counts its failures by account and by address and throws `TooMany`.
 */
export interface Identity {
  /** Reads the session cookie or the bearer token; null when neither is there or good any more. */
  authenticate(headers: Headers): Promise<Authenticated | null>
  /** Who acts where and how far they see. @throws Unauthenticated without an active membership, NotFound for another workspace. */
  scopeFor(who: Authenticated, workspaceId?: string): Promise<Scope>
  workspacesOf(userId: string): Promise<{ id: string; name: string; role: Role }[]>

  /** True until the first administrator exists. */
  needsSetup(): Promise<boolean>
  /** Takes the place of every earlier set-up link. The token is shown once; only its digest is stored. */
  createSetupLink(): Promise<LinkMade>
  /** Makes the first workspace and its administrator, once. */
  setUp(input: SetUpInput, visitor: Visitor): Promise<SignInAnswer & { workspaceId: string; userId: string }>

  signIn(input: SignInInput, visitor: Visitor): Promise<SignInAnswer>
  /** The second step after `next: 'totp'`; a recovery code is taken too, once. */
  passTotp(code: string, visitor: Visitor): Promise<SignInAnswer>
  signOut(visitor: Visitor): Promise<{ cookies: string[] }>
  /** Ends the person's other sessions. */
  changePassword(input: ChangePasswordInput, visitor: Visitor): Promise<{ cookies: string[] }>
  /** Nothing changes until a first code has been confirmed. */
  enableTotp(password: string, visitor: Visitor): Promise<{ uri: string; secret: string; recoveryCodes: string[] }>
  confirmTotp(code: string, visitor: Visitor): Promise<{ cookies: string[] }>
  disableTotp(password: string, visitor: Visitor): Promise<{ cookies: string[] }>
  rename(userId: string, name: string): Promise<void>

  /** What a link would do, without using it up. @throws NotFound when it is unknown, used or expired. */
  readLink(token: string, visitor: Visitor): Promise<LinkFacts>
  /** Uses a link up, atomically, and signs in. */
  useLink(token: string, input: UseLinkInput, visitor: Visitor): Promise<SignInAnswer & { userId: string; workspaceId: string | null; joined: boolean }>
  createInviteLink(scope: Scope, input: InviteMemberInput): Promise<LinkMade>
  /** @throws NotAllowedNow for a person of several workspaces: one company's administrator must not open another's door. */
  createResetLink(scope: Scope, userId: string): Promise<LinkMade>
  /** For the person at the machine: no question of workspaces is asked. `dropTotp` also ends two-step sign-in. */
  createResetLinkByOperator(userId: string, options?: { dropTotp?: boolean }): Promise<LinkMade>
  /** Signs in without a password; for the person at the machine. */
  createSigninLink(userId: string): Promise<LinkMade>

  /** At once, open streams too. */
  endSessions(userId: string): Promise<void>
  /** Forgets what has run out; once a day is enough. */
  tidy(): Promise<void>

  createToken(scope: Scope, id: string, input: CreateTokenInput): Promise<TokenView & { secret: string }>
  listTokens(scope: Scope): Promise<TokenView[]>
  /** @throws NotFound */
  revokeToken(scope: Scope, id: string): Promise<TokenView>
}

export type Authenticated =
  | { kind: 'user'; user: { id: string; name: string; email: string; twoFactor: boolean }; sessionId: string }
  | { kind: 'token'; token: { id: string; name: string; workspaceId: string; role: Role; scopes: string[]; teamIds: string[] } }

/** The request as identity needs it. `address` is the client's, behind trusted proxies. */
export interface Visitor {
  headers: Headers
  address: string
}

export interface SignInAnswer {
  next: 'signed-in' | 'totp'
  /** Whole `Set-Cookie` values. */
  cookies: string[]
}

export interface LinkMade {
  token: string
  expiresAt: string
}

export interface LinkFacts {
  purpose: 'setup' | 'invite' | 'reset' | 'signin'
  email: string | null
  workspaceName: string | null
  role: Role | null
  expiresAt: string
  /** An invited person who already has an account signs in with their own password instead of choosing one. */
  hasAccount: boolean
}

const email = z.email().max(200).transform((value) => value.toLowerCase())
/** Long enough to stand, short enough not to feed the hash with megabytes. */
const newPassword = z.string().min(10).max(200)
const password = z.string().min(1).max(200)
const code = z.string().trim().min(6).max(20)

export const SetUpInput = z.strictObject({ token: line(100), workspaceName: line(100), name: line(100), email, password: newPassword })
export type SetUpInput = z.infer<typeof SetUpInput>
export const SignInInput = z.strictObject({ email, password })
export type SignInInput = z.infer<typeof SignInInput>
export const UseLinkInput = z.strictObject({ name: line(100).optional(), password: password.optional() })
export type UseLinkInput = z.infer<typeof UseLinkInput>
export const ChangePasswordInput = z.strictObject({ password, newPassword })
export type ChangePasswordInput = z.infer<typeof ChangePasswordInput>
export const CodeInput = z.strictObject({ code })
export const PasswordInput = z.strictObject({ password })
