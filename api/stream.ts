import type { SSEStreamingApi } from 'hono/streaming'
import type { Bell } from './bell.ts'
import type { ApiDeps } from './deps.ts'
import type { Hub } from './hub.ts'
import { sendArrivals, sendEvents, sendJobs, sendPresence, sendScope } from './stream-sends.ts'
import { openTab, type StreamRequest } from './stream-tab.ts'

export const heartbeatMs = 15_000

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
    const everything = whys.includes('everything')
    if ((beat || everything || whys.includes('session')) && !(await sendScope(deps, sse, tab))) return
    if (beat) await sse.writeSSE({ event: 'heartbeat', data: '{}' })
    if ((beat || everything || whys.includes('events')) && !(await sendEvents(deps, sse, tab))) return
    if (tab.jobs.size > 0 && (everything || whys.includes('events') || whys.includes('jobs'))) await sendJobs(deps, sse, tab, bell)
    if (everything || whys.includes('arrivals')) await sendArrivals(deps, sse, tab, bell)
    for (const why of whys) if (typeof why === 'object') await sendPresence(deps, hub, sse, tab, why.presence)
  }
}
