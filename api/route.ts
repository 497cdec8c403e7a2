import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { z } from 'zod'
import { Forbidden, Unauthenticated } from '../core/errors.ts'
import type { Authenticated } from '../core/ports/identity.ts'
import { can, rolesThatCan, type Ability } from '../core/team/team.ts'
import type { Env } from './deps.ts'

/**
 * What is said beside a route: who may call it and what it does. The guard that enforces it and the document that describes it
 * read the same object, so they cannot drift apart.
 */
export interface RouteFacts {
  access: 'public' | 'signed-in' | Ability
  summary: string
  /** Creates or sends: takes an `Idempotency-Key`. */
  creates?: boolean
  /** Changes one row: takes `If-Match`. */
  versioned?: boolean
  /** Statuses of success, with their words. */
  answers?: Record<number, string>
  /** What is read from the request body when it is no JSON. */
  upload?: boolean
}

const facts = new WeakMap<object, RouteFacts>()
const schemas = new WeakMap<object, { target: 'json' | 'query' | 'param'; schema: z.ZodType }>()

/** First in each route's chain. */
export function may(ability: Ability, summary: string, more: Partial<RouteFacts> = {}): MiddlewareHandler<Env> {
  return declare({ access: ability, summary, ...more }, async function requireAbility(c, next) {
    const who = await requireWho(c)
    const scope = await c.var.deps.identity.scopeFor(who, c.req.header('X-Workspace'))
    const byToken = scope.actor.kind !== 'token' || scope.actor.scopes.includes(ability)
    if (!can(scope.role, ability) || !byToken) throw forbidden(ability)
    c.set('scope', scope)
    await next()
  })
}

/** For a person, whatever their role; a token has no account of its own. */
export function signedIn(summary: string, more: Partial<RouteFacts> = {}): MiddlewareHandler<Env> {
  return declare({ access: 'signed-in', summary, ...more }, async function requirePerson(c, next) {
    const who = await requireWho(c)
    if (who.kind !== 'user') throw new Forbidden({ ja: 'この操作は人のアカウントで行ってください。', en: 'Only a signed-in person can do this.' })
    c.set('scope', await c.var.deps.identity.scopeFor(who, c.req.header('X-Workspace')))
    await next()
  })
}

export function open(summary: string, more: Partial<RouteFacts> = {}): MiddlewareHandler<Env> {
  return declare({ access: 'public', summary, ...more }, async function anyone(_c, next) {
    await next()
  })
}

export function factsOf(handler: object): RouteFacts | undefined {
  return facts.get(handler)
}

export function schemaOf(handler: object): { target: 'json' | 'query' | 'param'; schema: z.ZodType } | undefined {
  return schemas.get(handler)
}

export function rememberSchema(handler: object, target: 'json' | 'query' | 'param', schema: z.ZodType): void {
  schemas.set(handler, { target, schema })
}

async function requireWho(c: HonoContext<Env>): Promise<Authenticated> {
  if (c.var.who === undefined) c.set('who', await c.var.deps.identity.authenticate(c.req.raw.headers))
  const who = c.var.who
  if (!who) throw new Unauthenticated()
  return who
}

function declare(route: RouteFacts, handler: MiddlewareHandler<Env>): MiddlewareHandler<Env> {
  facts.set(handler, route)
  return handler
}

function forbidden(ability: Ability): Forbidden {
  const who = rolesThatCan(ability).join(', ')
  return new Forbidden({ ja: `この操作をする権限がありません。権限のある役割: ${who}`, en: `Your role may not do this. Roles that may: ${who}` })
}
