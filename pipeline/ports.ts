import type { AsSystem, Ports, WithinWorkspace } from '../core/context.ts'
import type { FailPoint } from '../core/fail-point.ts'
import type { Log } from '../core/log.ts'
import type { WorkQueue } from '../core/ports/work-queue.ts'
import type { Db } from '../core/tables.ts'

/** What the pipeline needs; assemble.ts hands it over. */
export interface Pipeline {
  /** Without a transaction around: each statement commits. */
  db: Db
  asSystem: AsSystem
  withinWorkspace: WithinWorkspace
  ports: Ports
  queue: WorkQueue
  leaseSeconds: number
  failPoint: FailPoint
  log: Log
}
