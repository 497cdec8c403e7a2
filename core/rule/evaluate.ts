import type { RuleAction, RuleConditions } from './rule.ts'

export interface CompiledRule {
  id: string
  name: string
  conditions: RuleConditions
  actions: RuleAction[]
  anyOf: string[]
  noneOf: string[]
  authorAnyOf: string[]
}

/** What conditions are compared with. */
export interface RuleFacts {
  text: string
  network: string
  channelId: string
  sentiment: string
  language: string
  kind: string
  tagIds: readonly string[]
  author: { handle: string | null; name: string | null; followers: number | null }
}

/** Folds the rules' words once, so that a page costs one fold a mention. Pure. */
export function compileRules(rules: readonly { id: string; name: string; conditions: RuleConditions; actions: RuleAction[] }[]): CompiledRule[] {
  return rules.map((rule) => ({
    ...rule,
    anyOf: (rule.conditions.text?.anyOf ?? []).map(fold),
    noneOf: (rule.conditions.text?.noneOf ?? []).map(fold),
    authorAnyOf: (rule.conditions.author?.anyOf ?? []).map(fold),
  }))
}

/** The rules that hold, in their order. Pure; linear in the text for each word. */
export function matchingRules(rules: readonly CompiledRule[], facts: RuleFacts): CompiledRule[] {
  const text = fold(facts.text)
  const author = fold(`${facts.author.handle ?? ''}\n${facts.author.name ?? ''}`)
  return rules.filter((rule) => holds(rule, facts, text, author))
}

function holds(rule: CompiledRule, facts: RuleFacts, text: string, author: string): boolean {
  const { conditions } = rule
  if (!oneOf(conditions.networks, facts.network) || !oneOf(conditions.channelIds, facts.channelId)) return false
  if (!oneOf(conditions.sentiments, facts.sentiment) || !oneOf(conditions.languages, facts.language) || !oneOf(conditions.kinds, facts.kind)) return false
  if (conditions.tagIds && !conditions.tagIds.some((id) => facts.tagIds.includes(id))) return false
  if (conditions.author) {
    if (!rule.authorAnyOf.some((word) => author.includes(word))) return false
    if (conditions.author.minFollowers !== undefined && (facts.author.followers ?? 0) < conditions.author.minFollowers) return false
  }
  if (!conditions.text) return true
  return rule.anyOf.some((word) => text.includes(word)) && !rule.noneOf.some((word) => text.includes(word))
}

function oneOf(wanted: readonly string[] | undefined, value: string): boolean {
  return wanted === undefined || wanted.includes(value)
}

/** Width, case and kana do not matter: ﾍﾝｷﾝ, へんきん and ヘンキン are one word. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
}
