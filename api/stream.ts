import type { SSEStreamingApi } from 'hono/streaming'
import { lastArrival, newestArrival } from '../core/conversation/newest-arrival.ts'
import type { Context, Scope } from '../core/context.ts'
import { NotFound } from '../core/errors.ts'
import { lastPosition, listEventsSince, type EventView } from '../core/event/list-events.ts'
import { listFreshNotifications } from '../core/notification/list-fresh-notifications.ts'
import { requireVisibleConversation } from '../core/team/visible.ts'
import type { ApiDeps } from './deps.ts'
import type { Hub, Wake } from './hub.ts'

export const heartbeatMs = 15_000
/** Pages come faster than a person can look. */
const arrivalsMs = 250
/** Further behind than this, a tab is told to load everything anew instead. */
const longestCatchUp = 2000
/** What a change of these means is that somebody's scope may have changed. */
const scopeEvents = new Set(['member', 'team', 'channel'])

export interface StreamRequest {
  headers: Headers
  scope: Scope
  workspaceHeader: string | undefined
  lastEventId: string | undefined
}

/**
 * One tab's stream. A notice only says where to look; what is sent is read here, under the person's own scope, so that
 * nothing passes a wall, and the scope itself is asked for again at each heartbeat and whenever it may have changed.
 */
export async function followStream(deps: ApiDeps, hub: Hub, sse: SSEStreamingApi, request: StreamRequest, bell: Bell): Promise<void> {
  const tab = await openTab(deps, sse, request)
  bell.ring('everything')
  while (!sse.aborted && !sse.closed) {
    const whys = await bell.next(heartbeatMs)
    if (sse.aborted || sse.closed) return
    const beat = whys.length === 0
    if (beat || whys.includes('session') || tab.scopeMayHaveChanged) {
      if (!(await renewScope(deps, tab, request))) return
    }
    if (beat) await sse.writeSSE({ event: 'heartbeat', data: '{}' })
    const everything = whys.includes('everything')
    if (beat || everything || whys.includes('events')) await sendEvents(deps, sse, tab)
    if (everything || whys.includes('arrivals')) await sendArrivals(deps, sse, tab, bell)
    for (const why of whys) if (typeof why === 'object') await sendPresence(deps, hub, sse, tab, why.presence)
  }
}

/** Remembers what rang until somebody looks, once for each reason. */
export interface Bell {
  ring(why: Wake): void
  /** Empty after `ms` of silence. */
  next(ms: number): Promise<Wake[]>
}

export function makeBell(): Bell {
  let rung = new Map<string, Wake>()
  let answer: (() => void) | null = null
  return {
    ring(why) {
      rung.set(typeof why === 'string' ? why : `presence ${why.presence}`, why)
      answer?.()
    },
    async next(ms) {
      if (rung.size === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          answer = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        answer = null
      }
      const whys = [...rung.values()]
      rung = new Map()
      return whys
    },
  }
}

interface Tab {
  scope: Scope
  position: number
  arrival: number
  arrivalsToldAt: number
  scopeMayHaveChanged: boolean
  told: Set<string>
}

async function openTab(deps: ApiDeps, sse: SSEStreamingApi, { scope, lastEventId }: StreamRequest): Promise<Tab> {
  const { head, arrival } = await deps.inWorkspace(scope, async (ctx) => ({ head: await lastPosition(ctx), arrival: await lastArrival(ctx) }))
  const asked = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : null
  const gap = asked !== null && (asked > head || head - asked > longestCatchUp)
  const position = asked === null || gap ? head : asked
  const tab: Tab = { scope, position, arrival, arrivalsToldAt: 0, scopeMayHaveChanged: false, told: new Set() }
  // What was in the bell before is on the screen already.
  if (scope.actor.kind === 'user') for (const line of await deps.inWorkspace(scope, freshLines)) tab.told.add(line.id)
  await sse.writeSSE({ event: 'hello', id: String(position), data: JSON.stringify({ position, gap }) })
  return tab
}

async function renewScope(deps: ApiDeps, tab: Tab, request: StreamRequest): Promise<boolean> {
  tab.scopeMayHaveChanged = false
  try {
    const who = await deps.identity.authenticate(request.headers)
    if (!who) return false
    tab.scope = await deps.identity.scopeFor(who, request.workspaceHeader)
    return true
  } catch {
    // Suspended, removed, or the database is away: the tab comes back by itself and is told at the door.
    return false
  }
}

async function sendEvents(deps: ApiDeps, sse: SSEStreamingApi, tab: Tab): Promise<void> {
  for (let more = true; more && !sse.aborted;) {
    const page = await deps.inWorkspace(tab.scope, (ctx) => listEventsSince(ctx, { position: tab.position }))
    for (const event of page.events) {
      if (scopeEvents.has(event.subject.kind)) tab.scopeMayHaveChanged = true
      await sse.writeSSE({ event: 'item-changed', id: String(event.position), data: JSON.stringify(itemChanged(event)) })
    }
    tab.position = page.upTo
    more = page.more
  }
  await sendNotifications(deps, sse, tab)
}

function itemChanged(event: EventView) {
  return { kind: event.subject.kind, id: event.subject.id, name: event.name, conversationId: event.conversationId, actor: event.actor, at: event.at }
}

async function sendNotifications(deps: ApiDeps, sse: SSEStreamingApi, tab: Tab): Promise<void> {
  if (tab.scope.actor.kind !== 'user') return
  const lines = await deps.inWorkspace(tab.scope, freshLines)
  for (const line of lines.filter(({ id }) => !tab.told.has(id)).toReversed()) {
    tab.told.add(line.id)
    await sse.writeSSE({ event: 'notification', data: JSON.stringify(line) })
  }
}

function freshLines(ctx: Context) {
  return listFreshNotifications(ctx, { withinSeconds: 300, limit: 50 })
}

async function sendArrivals(deps: ApiDeps, sse: SSEStreamingApi, tab: Tab, bell: Bell): Promise<void> {
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

async function sendPresence(deps: ApiDeps, hub: Hub, sse: SSEStreamingApi, tab: Tab, conversationId: string): Promise<void> {
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
