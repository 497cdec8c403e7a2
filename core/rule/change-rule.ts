import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { requireRecipients } from './create-rule.ts'
import { ChangeRuleInput, type RuleView } from './rule.ts'
import { requireRuleVersion, ruleViews } from './rule-views.ts'

export async function changeRule(ctx: Context, input: unknown): Promise<RuleView> {
  requireAbility(ctx, 'rules')
  const asked = parseInput<ChangeRuleInput>(ChangeRuleInput, input)
  const before = await ctx.db.selectFrom('rule').select(['id', 'version']).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', asked.id).forUpdate().executeTakeFirst()
  if (!before) throw new NotFound({ ja: 'ルール', en: 'rule' })
  await requireRuleVersion(ctx, asked.version, before)
  const { name, enabled, conditions, actions } = asked
  const changed = Object.entries({ name, enabled, conditions, actions }).filter(([, value]) => value !== undefined).map(([key]) => key)
  if (changed.length === 0) return (await ruleViews(ctx, asked.id))[0]!
  if (actions) await requireRecipients(ctx, actions)
  await ctx.db.updateTable('rule')
    .set((eb) => ({
      ...(name !== undefined && { name }), ...(enabled !== undefined && { enabled }),
      ...(conditions !== undefined && { conditions: JSON.stringify(conditions) }), ...(actions !== undefined && { actions: JSON.stringify(actions) }),
      version: eb('version', '+', 1),
    }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', asked.id).execute()
  await appendEvent(ctx, {
    name: 'rule.changed', subject: { kind: 'rule', id: asked.id }, data: { changed, ...(enabled !== undefined && { enabled }) },
    detail: { ...(name && { name }), ...(conditions && { conditions }), ...(actions && { actions }) },
  })
  return (await ruleViews(ctx, asked.id))[0]!
}
