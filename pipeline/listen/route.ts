import { applyRule, ruleScope } from '../../core/rule/apply-rule.ts'
import { mentionOf, next, type Item, type Result, type Work } from './item.ts'

/** For each matched rule of a mention that `store` inserted or raised, its verbs; unique by (rule, mention, version). */
export async function route(items: readonly Item[], work: Work): Promise<Result[]> {
  for (const item of items) {
    for (const ruleId of item.matched ?? []) {
      await work.pipeline.withinWorkspace(work.db, ruleScope(item.row.workspace_id, ruleId), (ctx) => applyRule(ctx, {
        ruleId, mentionId: item.stored!.mentionId, mentionVersion: mentionOf(item)!.version, conversationId: item.conversationId!,
      }))
    }
  }
  work.pipeline.failPoint('listen-routed')
  return items.map(() => next)
}
