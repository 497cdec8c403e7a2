import type { MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { TooMany } from '../core/errors.ts'
import type { Env } from './deps.ts'

/** For what costs the server much: so many a minute and person, after the guard and before the work. Each process counts for itself. */
export function atMost(perMinute: number, kind: string): MiddlewareHandler<Env> {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60, keyPrefix: kind })
  return async function limitRate(c, next) {
    await limiter.consume(c.var.scope.actor.id).catch((refusal: unknown) => {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      throw tooFast(Math.ceil(refusal.msBeforeNext / 1000))
    })
    await next()
  }
}

function tooFast(seconds: number): TooMany {
  return new TooMany({ ja: `操作が続いたため、受け付けを止めています。約 ${seconds} 秒後にもう一度お試しください。`, en: `Too many requests. Try again in about ${seconds} seconds.` }, seconds)
}
