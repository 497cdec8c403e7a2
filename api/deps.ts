import type { Config } from '../core/config.ts'
import type { AsSystem, InWorkspace, Ports, Scope } from '../core/context.ts'
import type { ImportPreview } from '../core/job/job.ts'
import type { Health } from '../core/system/read-health.ts'
import type { ProcessFacts } from '../core/system/read-system.ts'
import type { Log } from '../core/log.ts'
import type { Authenticated, Identity } from '../core/ports/identity.ts'
import type { CheckResult } from '../core/ports/connector.ts'
import type { WorkQueue } from '../core/ports/work-queue.ts'
import type { Hub } from './hub.ts'
import type { Metrics } from './metrics.ts'

/** What product.ts hands in. */
export interface ApiDeps {
  config: Pick<Config, 'publicUrl' | 'trustedProxies' | 'leases'>
  identity: Identity
  inWorkspace: InWorkspace
  asSystem: AsSystem
  ports: Ports
  queue: Pick<WorkQueue, 'wake'>
  /** Called after every commit that may hold events; never throws. */
  wakeSealer: () => void
  /** Tells the other processes; a statement of its own, never inside a transaction. */
  notify: (channel: string, payload: string) => Promise<void>
  /** Hears what any process notifies, until closed; `onGap` says that something may have been missed. */
  listenTo: (channel: string, onPayload: (payload: string) => void, onGap?: () => void) => Promise<{ close(): Promise<void> }>
  /** What needs opened secrets, so it lives outside the API: the round trip to the channel's network. */
  checkChannel: (scope: Scope, channelId: string) => Promise<void>
  /** Asks a network who these credentials are, before anything is stored. */
  checkCredentials: (given: GivenCredentials) => Promise<CheckResult>
  /** Reads the first rows of a file of history. */
  previewImport: (mediaId: string, fileName: string, bytes: Uint8Array) => Promise<ImportPreview>
  health: () => Promise<Health>
  /** For the system page. */
  facts: ProcessFacts
  metrics: Metrics
  log: Log
  /** The built console, or null to serve the API alone. */
  consoleDir: string | null
  /** Of the product, for the document. */
  version: string
}

export interface GivenCredentials {
  workspaceId: string
  network: string
  appId: string | null
  credentials: Record<string, string>
  config: Record<string, unknown>
}

/** What each request carries, filled by the middleware in app.ts. */
export interface Env {
  Bindings: { incoming?: { socket?: { remoteAddress?: string } } }
  Variables: {
    deps: ApiDeps
    hub: Hub
    requestId: string
    /** The client's address, behind trusted proxies. */
    address: string
    /** Undefined until asked for; null: nobody. */
    who: Authenticated | null | undefined
    scope: Scope
  }
}
