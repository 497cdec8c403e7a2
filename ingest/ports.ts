import type { AsSystem, WithinWorkspace } from '../core/context.ts'
import type { FailPoint } from '../core/fail-point.ts'
import type { Log } from '../core/log.ts'
import type { Connector } from '../core/ports/connector.ts'
import type { OutboundFetch } from '../core/ports/outbound-fetch.ts'
import type { Secrets } from '../core/ports/secrets.ts'
import type { WorkQueue } from '../core/ports/work-queue.ts'
import type { Db } from '../core/tables.ts'

/** What the way in needs; assemble.ts hands it over. */
export interface Ingest {
  /** Connections of its own, without a transaction around: each statement commits. */
  db: Db
  asSystem: AsSystem
  withinWorkspace: WithinWorkspace
  connectors: ReadonlyMap<string, Connector>
  secrets: Secrets
  outbound: OutboundFetch
  baseUrls: Record<string, Record<string, string>>
  queue: WorkQueue
  failPoint: FailPoint
  log: Log
}
