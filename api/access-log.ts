import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Env } from './deps.ts'

/** One line a request, from a list of what may be said: the route's pattern instead of the path, so that no token or search gets into it. */
export function accessLog(): MiddlewareHandler<Env> {
  return async function logAccess(c, next) {
    const from = performance.now()
    await next()
    const who = c.var.who
    const route = routePath(c, -1)
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
