import { queryOptions } from '@tanstack/react-query'
import type { MentionView } from '../../../core/mention/mention.ts'
import type { CreateRuleInput, RuleConditions, RuleView } from '../../../core/rule/rule.ts'
import { api, call, ifMatch, once } from '../../api/client.ts'

export const rulesQuery = queryOptions({ queryKey: ['rules'], queryFn: (): Promise<RuleView[]> => call(api.rules.$get()) })

export function createRule(input: CreateRuleInput, key: string): Promise<RuleView> {
  return call(api.rules.$post({ json: input }, once(key)))
}

export function changeRule(rule: RuleView, change: Partial<CreateRuleInput>): Promise<RuleView> {
  return call(api.rules[':id'].$patch({ param: { id: rule.id }, json: change }, ifMatch(rule.version)))
}

export function deleteRule(rule: RuleView): Promise<unknown> {
  return call(api.rules[':id'].$delete({ param: { id: rule.id } }, ifMatch(rule.version)))
}

export function tryConditions(conditions: RuleConditions): Promise<{ matched: number; samples: MentionView[] }> {
  return call(api.rules.try.$post({ json: { conditions } }))
}
