import type { Connector } from './ports/connector.ts'
import type { Language } from './ports/language.ts'
import type { MentionIndex } from './ports/mention-index.ts'
import type { SecretPlace } from './ports/secrets.ts'
import type { Role } from './team/team.ts'
import type { Db } from './tables.ts'

/** Who acts and how far they see. Made once at the door; every list, search, count, export and stream obeys it. */
export interface Scope {
  readonly workspaceId: string
  readonly actor: Actor
  readonly role: Role
  readonly teamIds: readonly string[]
  /** The channels whose mentions may be seen; `all` for administrators, the system, and where no wall stands. */
  readonly channels: 'all' | readonly string[]
}

export type Actor =
  | { kind: 'user'; id: string; name: string }
  | { kind: 'token'; id: string; name: string; scopes: readonly string[] }
  | { kind: 'system'; id: string }
  | { kind: 'rule'; id: string }

/** What a verb gets. `db` already is a transaction bound to the workspace; a verb never opens one. */
export interface Context {
  readonly db: Db
  readonly scope: Scope
  readonly ports: Ports
}

export interface Ports {
  readonly index: MentionIndex
  readonly language: Language
  readonly connectors: ReadonlyMap<string, Connector>
  /** Seals only: who can read secrets is decided by who holds the whole port. */
  readonly seal: (plain: string, place: SecretPlace) => string
  /** Keyed digest for tombstones and suppression. */
  readonly digest: (purpose: string, value: string) => string
}

/** Runs `work` in one transaction in which the database shows this workspace only. */
export type InWorkspace = <T>(scope: Scope, work: (ctx: Context) => Promise<T>) => Promise<T>

/** Runs `work` in one transaction as the system role, for what has no workspace yet or sees many. */
export type AsSystem = <T>(work: (db: Db) => Promise<T>) => Promise<T>

export function systemScope(workspaceId: string, id = 'system'): Scope {
  return { workspaceId, actor: { kind: 'system', id }, role: 'administrator', teamIds: [], channels: 'all' }
}

/** Inside a system transaction: binds it to one workspace for the time of `work`, so that no verb ever runs as the system role. */
export type WithinWorkspace = <T>(db: Db, scope: Scope, work: (ctx: Context) => Promise<T>) => Promise<T>
