import type { SSEStreamingApi } from 'hono/streaming'
import { lastArrival } from '../core/conversation/newest-arrival.ts'
import type { Context, Scope } from '../core/context.ts'
import { lastPosition } from '../core/event/list-events.ts'
import type { JobView } from '../core/job/job.ts'
import { listJobs } from '../core/job/list-jobs.ts'
import { listFreshNotifications } from '../core/notification/list-fresh-notifications.ts'
import type { NotificationView } from '../core/notification/notification.ts'
import type { ApiDeps } from './deps.ts'

export interface StreamRequest {
  headers: Headers
  scope: Scope
  workspaceHeader: string | undefined
  lastEventId: string | undefined
}

/** What one tab has been told so far. */
export interface Tab {
  readonly request: StreamRequest
  scope: Scope
  position: number
  arrival: number
  arrivalsToldAt: number
  /** Lines of the bell. */
  told: Set<string>
  /** Those that run, with what was told of each last. */
  jobs: Map<string, string>
}

/** Further behind than this, a tab is told to load everything anew instead. */
const longestCatchUp = 2000

export async function openTab(deps: ApiDeps, sse: SSEStreamingApi, request: StreamRequest): Promise<Tab> {
  const { scope, lastEventId } = request
  const { head, arrival, jobs, lines } = await deps.inWorkspace(scope, async (ctx) => ({
    head: await lastPosition(ctx), arrival: await lastArrival(ctx), jobs: await listJobs(ctx), lines: await freshLines(ctx),
  }))
  const asked = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : null
  const gap = asked !== null && (asked > head || head - asked > longestCatchUp)
  const position = asked === null || gap ? head : asked
  await sse.writeSSE({ event: 'hello', id: String(position), data: JSON.stringify({ position, gap }) })
  return {
    request, scope, position, arrival, arrivalsToldAt: 0,
    // What was in the bell before is on the screen already.
    told: new Set(lines.map(({ id }) => id)),
    jobs: new Map(jobs.filter(isRunning).map(({ id }) => [id, ''])),
  }
}

/** False: the stream is over. Suspended, signed out, or the database is away: the tab comes back by itself and is told at the door. */
export async function renewScope(deps: ApiDeps, tab: Tab): Promise<boolean> {
  try {
    const who = await deps.identity.authenticate(tab.request.headers)
    if (!who) return false
    tab.scope = await deps.identity.scopeFor(who, tab.request.workspaceHeader)
    return true
  } catch {
    return false
  }
}

/** A token has no bell. */
export async function freshLines(ctx: Context): Promise<NotificationView[]> {
  if (ctx.scope.actor.kind !== 'user') return []
  return listFreshNotifications(ctx, { withinSeconds: 300, limit: 50 })
}

export function isRunning(job: JobView): boolean {
  return job.state === 'waiting' || job.state === 'running'
}
