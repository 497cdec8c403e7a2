import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { Conflict } from '../errors.ts'
import type { RuleAction, RuleConditions, RuleView } from './rule.ts'

/** All, or the one asked for, in their order of evaluation. */
export async function ruleViews(ctx: Context, id?: string): Promise<RuleView[]> {
  const { rows } = await sql<Omit<RuleView, 'conditions' | 'actions'> & { conditions: RuleConditions; actions: RuleAction[] }>`
    select r.id, r.version, r.name, r.enabled, r.conditions, r.actions, coalesce(f.matched, 0)::int as "matchedToday"
    from rule r
    left join lateral (
      select count(*) as matched from rule_firing f
      where f.workspace_id = r.workspace_id and f.rule_id = r.id and f.fired_at > app.now() - interval '24 hours') f on true
    where r.workspace_id = ${ctx.scope.workspaceId} and (${id ?? null}::uuid is null or r.id = ${id ?? null}::uuid)
    order by r.position, r.id`.execute(ctx.db)
  return rows
}

export async function requireRuleVersion(ctx: Context, expected: number | undefined, current: { id: string; version: number }): Promise<void> {
  if (expected === undefined || expected === current.version) return
  throw new Conflict(undefined, { current: (await ruleViews(ctx, current.id))[0] })
}
