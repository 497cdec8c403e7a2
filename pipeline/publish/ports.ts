import type { AsSystem, Ports, WithinWorkspace } from '../../core/context.ts'
import type { FailPoint } from '../../core/fail-point.ts'
import type { Log } from '../../core/log.ts'
import type { OutboundFetch } from '../../core/ports/outbound-fetch.ts'
import type { Secrets } from '../../core/ports/secrets.ts'
import type { WorkQueue } from '../../core/ports/work-queue.ts'
import type { Db } from '../../core/tables.ts'

/** What the way out needs; assemble.ts hands it over. */
export interface Publish {
  /** Without a transaction around: each statement commits. */
  db: Db
  asSystem: AsSystem
  withinWorkspace: WithinWorkspace
  ports: Ports
  secrets: Secrets
  outbound: OutboundFetch
  baseUrls: Record<string, Record<string, string>>
  queue: WorkQueue
  leases: PublishLeases
  failPoint: FailPoint
  log: Log
}

/** `Config.leases` fits. */
export interface PublishLeases {
  /** A claim that has said nothing for so long is looked after by `reconcile.ts`. */
  sendingSeconds: number
  /** Until an applied change is surely visible at its network, at least; an operation may ask for more. */
  settleSeconds: number
  /** Later than this nothing leaves by itself. */
  missedMinutes: number
}
