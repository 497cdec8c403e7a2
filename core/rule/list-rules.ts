import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'
import type { RuleView } from './rule.ts'
import { ruleViews } from './rule-views.ts'

export async function listRules(ctx: Context): Promise<RuleView[]> {
  requireAbility(ctx, 'read')
  return ruleViews(ctx)
}
