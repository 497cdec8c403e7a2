import type { MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Env } from './deps.ts'
import { factsOf } from './route.ts'

/** One line a request, from a list of what may be said: the route's pattern instead of the path, so that no token or search gets into it. */
export function accessLog(): MiddlewareHandler<Env> {
  return async function logAccess(c, next) {
    const from = performance.now()
    await next()
    const who = c.var.who
    // The guard's route; what only passed through middleware has none of its own.
    const route = matchedRoutes(c).findLast(({ handler }) => factsOf(handler) !== undefined)?.path ?? 'other'
    c.var.deps.metrics.countRequest({ method: c.req.method, route, status: c.res.status, seconds: (performance.now() - from) / 1000 })
    c.var.deps.log.info({
      requestId: c.var.requestId,
      method: c.req.method,
      route,
      status: c.res.status,
      ms: Math.round(performance.now() - from),
      actor: who?.kind === 'user' ? who.user.id : who?.token.id,
      workspace: c.var.scope?.workspaceId,
    }, 'request')
  }
}
