import type { MiddlewareHandler } from 'hono'
import { newId } from '../core/id.ts'
import type { Env } from './deps.ts'

/** Ours always: an id from outside would let a caller write into our logs. */
export function requestId(): MiddlewareHandler<Env> {
  return async function giveRequestId(c, next) {
    c.set('requestId', newId())
    c.header('X-Request-Id', c.var.requestId)
    await next()
  }
}
