import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { RuleIdInput } from './rule.ts'
import { requireRuleVersion } from './rule-views.ts'

/** What it did stays done. */
export async function deleteRule(ctx: Context, input: RuleIdInput): Promise<void> {
  requireAbility(ctx, 'rules')
  const { id, version } = parseInput(RuleIdInput, input)
  const before = await ctx.db.selectFrom('rule').select(['id', 'version', 'name']).where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!before) throw new NotFound({ ja: 'ルール', en: 'rule' })
  await requireRuleVersion(ctx, version, before)
  await ctx.db.deleteFrom('rule').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute()
  await appendEvent(ctx, { name: 'rule.deleted', subject: { kind: 'rule', id }, detail: { name: before.name } })
}
