import type { SSEStreamingApi } from 'hono/streaming'
import { newestArrival } from '../core/conversation/newest-arrival.ts'
import type { Scope } from '../core/context.ts'
import { NotFound } from '../core/errors.ts'
import { listEventsSince, type EventView } from '../core/event/list-events.ts'
import { readJob } from '../core/job/read-job.ts'
import { requireVisibleConversation } from '../core/team/visible.ts'
import type { Bell } from './bell.ts'
import type { ApiDeps } from './deps.ts'
import type { Hub } from './hub.ts'
import { freshLines, isRunning, renewScope, type Tab } from './stream-tab.ts'

/** Pages come faster than a person can look. */
const arrivalsMs = 250
const jobsMs = 1000
/** What a change of these means is that somebody's scope may have changed. */
const scopeEvents = new Set(['member', 'team', 'channel'])

/** False: the person's scope is gone with what these events say. */
export async function sendEvents(deps: ApiDeps, sse: SSEStreamingApi, tab: Tab): Promise<boolean> {
  for (let more = true; more && !sse.aborted;) {
    let page = await readPage(deps, tab)
    if (page.events.some((event) => scopeEvents.has(event.subject.kind))) {
      // Read again: what came after the change is shown as far as one may see since the change.
      if (!(await sendScope(deps, sse, tab))) return false
      page = await readPage(deps, tab)
    }
    for (const event of page.events) {
      if (event.subject.kind === 'job') tab.jobs.set(event.subject.id, '')
      await sse.writeSSE({ event: 'item-changed', id: String(event.position), data: JSON.stringify(itemChanged(event)) })
    }
    tab.position = page.upTo
    more = page.more
  }
  await sendNotifications(deps, sse, tab)
  return true
}

/** Asks again how far the person sees, and tells the tab to load anew when that has changed. False: it is gone. */
export async function sendScope(deps: ApiDeps, sse: SSEStreamingApi, tab: Tab): Promise<boolean> {
  const before = JSON.stringify(tab.scope)
  if (!(await renewScope(deps, tab))) return false
  if (JSON.stringify(tab.scope) !== before) await sse.writeSSE({ event: 'scope-changed', data: '{}' })
  return true
}

function readPage(deps: ApiDeps, tab: Tab) {
  return deps.inWorkspace(tab.scope, (ctx) => listEventsSince(ctx, { position: tab.position }))
}

function itemChanged(event: EventView) {
  return { kind: event.subject.kind, id: event.subject.id, name: event.name, conversationId: event.conversationId, actor: event.actor, at: event.at }
}

async function sendNotifications(deps: ApiDeps, sse: SSEStreamingApi, tab: Tab): Promise<void> {
  const lines = await deps.inWorkspace(tab.scope, freshLines)
  for (const line of lines.filter(({ id }) => !tab.told.has(id)).toReversed()) {
    tab.told.add(line.id)
    await sse.writeSSE({ event: 'notification', data: JSON.stringify(line) })
  }
}

/** Progress is no event; while a job runs, it is looked at again and again. */
export async function sendJobs(deps: ApiDeps, sse: SSEStreamingApi, tab: Tab, bell: Bell): Promise<void> {
  for (const [id, told] of tab.jobs) {
    const job = await deps.inWorkspace(tab.scope, (ctx) => readJob(ctx, { id })).catch((error: unknown) => {
      if (error instanceof NotFound) return null
      throw error
    })
    const text = JSON.stringify(job)
    if (job && text !== told) await sse.writeSSE({ event: 'job', data: text })
    if (job && isRunning(job)) tab.jobs.set(id, text)
    else tab.jobs.delete(id)
  }
  if (tab.jobs.size > 0) setTimeout(() => bell.ring('jobs'), jobsMs).unref()
}

export async function sendArrivals(deps: ApiDeps, sse: SSEStreamingApi, tab: Tab, bell: Bell): Promise<void> {
  const since = performance.now() - tab.arrivalsToldAt
  if (since < arrivalsMs) {
    setTimeout(() => bell.ring('arrivals'), arrivalsMs - since).unref()
    return
  }
  tab.arrivalsToldAt = performance.now()
  const arrival = await deps.inWorkspace(tab.scope, (ctx) => newestArrival(ctx, { since: tab.arrival }))
  if (arrival === null) return
  tab.arrival = arrival
  await sse.writeSSE({ event: 'new-count', data: JSON.stringify({ arrival }) })
}

export async function sendPresence(deps: ApiDeps, hub: Hub, sse: SSEStreamingApi, tab: Tab, conversationId: string): Promise<void> {
  if (!(await maySee(deps, tab.scope, conversationId))) return
  const people = hub.presence.here(tab.scope.workspaceId, conversationId)
  await sse.writeSSE({ event: 'presence', data: JSON.stringify({ conversationId, people }) })
}

async function maySee(deps: ApiDeps, scope: Scope, conversationId: string): Promise<boolean> {
  if (scope.channels === 'all') return true
  return deps.inWorkspace(scope, (ctx) => requireVisibleConversation(ctx, conversationId)).then(() => true, (error: unknown) => {
    if (error instanceof NotFound) return false
    throw error
  })
}
