import { foldText } from './fold-text.ts'
import type { RuleConditions } from './rule.ts'
import { makeWordFinder } from './word-finder.ts'

/** What conditions compare. Pure values: nothing is asked of the database. */
export interface MentionFacts {
  text: string
  network: string
  channelId: string
  sentiment: string
  language: string
  kind: string
  author: { handle: string | null; name: string | null; followers: number | null }
  /** What the conversation carries already. */
  tagIds: readonly string[]
}

export interface RuleToEvaluate {
  id: string
  conditions: RuleConditions
}

export interface CompiledRules {
  readonly count: number
  /** Whether any rule asks for tags, so that nobody reads them in vain. */
  readonly needsTags: boolean
  /** Ids of the rules that hold, in the rules' order. */
  match(facts: MentionFacts): string[]
}

/** Prepares the rules once: a text is then read in one pass however many words the rules name. */
export function compileRules(rules: readonly RuleToEvaluate[]): CompiledRules {
  const compiled = rules.map(compileRule)
  const findInText = makeWordFinder(compiled.flatMap((rule) => [...(rule.text?.anyOf ?? []), ...(rule.text?.noneOf ?? [])]))
  const findInAuthor = makeWordFinder(compiled.flatMap((rule) => rule.author?.anyOf ?? []))
  return {
    count: rules.length,
    needsTags: rules.some((rule) => rule.conditions.tagIds !== undefined),
    match(facts) {
      const words = findInText(foldText(facts.text))
      const names = findInAuthor(foldText(`${facts.author.handle ?? ''}\n${facts.author.name ?? ''}`))
      return compiled.filter((rule) => holds(rule, facts, words, names)).map((rule) => rule.id)
    },
  }
}

interface CompiledRule {
  id: string
  text: { anyOf: string[]; noneOf: string[] } | undefined
  author: { anyOf: string[]; minFollowers: number } | undefined
  networks: Set<string> | undefined
  channelIds: Set<string> | undefined
  sentiments: Set<string> | undefined
  languages: Set<string> | undefined
  kinds: Set<string> | undefined
  tagIds: Set<string> | undefined
}

function compileRule({ id, conditions }: RuleToEvaluate): CompiledRule {
  const set = (values: readonly string[] | undefined) => values && new Set(values)
  return {
    id,
    text: conditions.text && { anyOf: conditions.text.anyOf.map(foldText), noneOf: conditions.text.noneOf.map(foldText) },
    author: conditions.author && { anyOf: conditions.author.anyOf.map(foldText), minFollowers: conditions.author.minFollowers ?? 0 },
    networks: set(conditions.networks),
    channelIds: set(conditions.channelIds),
    sentiments: set(conditions.sentiments),
    languages: set(conditions.languages),
    kinds: set(conditions.kinds),
    tagIds: set(conditions.tagIds),
  }
}

/** All conditions; within one, any value is enough. */
function holds(rule: CompiledRule, facts: MentionFacts, words: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  const has = (set: Set<string> | undefined, value: string) => set === undefined || set.has(value)
  return has(rule.networks, facts.network) && has(rule.channelIds, facts.channelId) && has(rule.sentiments, facts.sentiment)
    && hasLanguage(rule.languages, facts.language) && has(rule.kinds, facts.kind)
    && (rule.tagIds === undefined || facts.tagIds.some((id) => rule.tagIds!.has(id)))
    && (rule.text === undefined || (rule.text.anyOf.some((word) => words.has(word)) && !rule.text.noneOf.some((word) => words.has(word))))
    && (rule.author === undefined || (rule.author.anyOf.some((name) => names.has(name)) && (facts.author.followers ?? 0) >= rule.author.minFollowers))
}

/** `zh` holds for `zh-Hant` too. */
function hasLanguage(set: Set<string> | undefined, language: string): boolean {
  return set === undefined || set.has(language) || set.has(language.split('-')[0]!)
}
