import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { Id } from '../../core/input.ts'
import { requireVisibleConversation } from '../../core/team/visible.ts'
import { makeBell } from '../bell.ts'
import type { Env } from '../deps.ts'
import { errorFacts } from '../log-error.ts'
import { may } from '../route.ts'
import { followStream } from '../stream.ts'
import { validate } from '../validate.ts'
import { work } from '../work.ts'

const PresenceInput = z.strictObject({ conversationId: Id, writing: z.boolean() })

export const live = new Hono<Env>()
  .get('/events', may('read', 'One stream of changes a tab: hello, new-count, item-changed, presence, job, notification, heartbeat; resumes by Last-Event-ID'), async (c) => {
    const { deps, hub, scope } = c.var
    const bell = makeBell()
    const leave = await hub.join({ workspaceId: scope.workspaceId, personId: scope.actor.id, wake: bell.ring })
    const request = { headers: c.req.raw.headers, scope, workspaceHeader: c.req.header('X-Workspace'), lastEventId: c.req.header('Last-Event-ID') }
    c.header('Cache-Control', 'no-store')
    // nginx passes it on unbuffered then.
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (sse) => {
      const closed = deps.metrics.streamOpened()
      sse.onAbort(() => bell.ring('session'))
      try {
        await followStream(deps, hub, sse, request, bell)
      } catch (error) {
        // Caught here, because the helper would send an error's own words to the browser.
        deps.log.warn({ requestId: c.var.requestId, error: errorFacts(error) }, 'stream ended')
      } finally {
        leave()
        closed()
      }
    })
  })
  .post('/presence', may('read', 'Says that I am in a conversation, and whether I am writing; forgotten after 25 s'), validate('json', PresenceInput), async (c) => {
    const { conversationId, writing } = c.req.valid('json')
    const { hub, scope } = c.var
    await work(c, (ctx) => requireVisibleConversation(ctx, conversationId))
    if (scope.actor.kind === 'user') {
      const { id, name } = scope.actor
      await hub.tellPresence({ workspace: scope.workspaceId, conversation: conversationId, person: { id, name, writing } })
    }
    return c.body(null, 204)
  })
