import { systemScope } from '../../core/context.ts'
import { applyRule } from '../../core/rule/apply-rule.ts'
import { mentionOf, next, type Item, type Result, type Work } from './item.ts'

/** For each matched rule of a mention that `store` inserted or raised, its verbs; unique by (rule, mention, version). */
export async function route(items: readonly Item[], work: Work): Promise<Result[]> {
  const matched = items.filter((item) => (item.matched?.length ?? 0) > 0)
  for (const [workspaceId, own] of Map.groupBy(matched, (item) => item.row.workspace_id)) {
    await work.pipeline.withinWorkspace(work.db, systemScope(workspaceId, 'listen'), async (ctx) => {
      for (const item of own) {
        for (const rule of item.matched!) {
          await applyRule(ctx, {
            rule, mentionId: item.stored!.mentionId, mentionVersion: mentionOf(item)!.version, conversationId: item.conversationId!,
          })
        }
      }
    })
  }
  work.pipeline.failPoint('listen-routed')
  return items.map(() => next)
}
