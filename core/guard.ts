import type { z } from 'zod'
import type { Context } from './context.ts'
import { Forbidden, InvalidInput } from './errors.ts'
import { can, rolesThatCan, type Ability } from './team/team.ts'

/** Every verb that changes or shows something asks first. Tokens need the ability among their scopes too. */
export function requireAbility(ctx: Context, ability: Ability): void {
  const { role, actor } = ctx.scope
  const byToken = actor.kind !== 'token' || actor.scopes.includes(ability)
  if (can(role, ability) && byToken) return
  const who = rolesThatCan(ability).join(', ')
  throw new Forbidden({ ja: `この操作をする権限がありません。権限のある役割: ${who}`, en: `Your role may not do this. Roles that may: ${who}` })
}

/** Parses a verb's own input; several doors lead to one verb. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), code: issue.code, message: issue.message }))
  const fields = [...new Set(issues.map((issue) => issue.path || '-'))].join(', ')
  throw new InvalidInput({ ja: `入力を確認してください: ${fields}`, en: `Check the input: ${fields}` }, { issues })
}

/** The person behind the scope; verbs that belong to a person refuse a system's call. */
export function requireUser(ctx: Context): string {
  if (ctx.scope.actor.kind === 'user') return ctx.scope.actor.id
  throw new Forbidden({ ja: 'この操作は人のアカウントで行ってください。', en: 'Only a signed-in person can do this.' })
}
