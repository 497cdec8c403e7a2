import type { RuleAction, RuleConditions, RuleView } from '../../../core/rule/rule.ts'

/** A rule while it is written: every field there, most of them empty. */
export interface RuleDraft {
  name: string
  enabled: boolean
  words: string
  noWords: string
  networks: string[]
  channelIds: string[]
  sentiments: string[]
  languages: string[]
  kinds: string[]
  author: string
  minFollowers: string
  tagIds: string[]
  actions: ActionDraft[]
}

export interface ActionDraft {
  kind: RuleAction['kind']
  tag: string
  personId: string | null
  teamId: string | null
  type: string
  priority: string
  userIds: string[]
  teamIds: string[]
  sorting: string
}

export const newAction: ActionDraft = { kind: 'tag', tag: '', personId: null, teamId: null, type: 'question', priority: 'normal', userIds: [], teamIds: [], sorting: 'spam' }

export function draftOf(rule: RuleView | null): RuleDraft {
  const c = rule?.conditions ?? {}
  return {
    name: rule?.name ?? '', enabled: rule?.enabled ?? true, words: c.text?.anyOf.join('\n') ?? '', noWords: c.text?.noneOf.join('\n') ?? '', networks: c.networks ?? [], channelIds: c.channelIds ?? [],
    sentiments: c.sentiments ?? [], languages: c.languages ?? [], kinds: c.kinds ?? [], author: c.author?.anyOf.join('\n') ?? '', minFollowers: c.author?.minFollowers === undefined ? '' : String(c.author.minFollowers), tagIds: c.tagIds ?? [],
    actions: rule ? rule.actions.map(draftOfAction) : [newAction],
  }
}

function draftOfAction(action: RuleAction): ActionDraft {
  const draft: ActionDraft = { ...newAction, kind: action.kind }
  if (action.kind === 'tag') return { ...draft, tag: action.tag }
  if (action.kind === 'sort') return { ...draft, sorting: action.sorting }
  if (action.kind === 'notify') return { ...draft, userIds: action.userIds, teamIds: action.teamIds }
  if (action.kind === 'capture-lead') return { ...draft, personId: action.ownerId, teamId: action.teamId }
  const to = { ...draft, personId: action.assigneeId, teamId: action.teamId }
  return action.kind === 'open-ticket' ? { ...to, type: action.type, priority: action.priority } : to
}

/** What the draft says; the schema decides whether that is a rule. Conditions that say nothing are left out. */
export function conditionsOf(draft: RuleDraft): Record<keyof RuleConditions, unknown> {
  const some = <T>(list: T[]) => (list.length > 0 ? list : undefined)
  const words = linesOf(draft.words)
  const authors = linesOf(draft.author)
  const followers = draft.minFollowers.trim() === '' ? undefined : Number(draft.minFollowers)
  return {
    text: words.length > 0 || draft.noWords.trim() !== '' ? { anyOf: words, noneOf: linesOf(draft.noWords) } : undefined,
    networks: some(draft.networks), channelIds: some(draft.channelIds), sentiments: some(draft.sentiments), languages: some(draft.languages), kinds: some(draft.kinds),
    author: authors.length > 0 || followers !== undefined ? { anyOf: authors, minFollowers: followers } : undefined,
    tagIds: some(draft.tagIds),
  }
}

export function actionsOf(draft: RuleDraft): unknown[] {
  return draft.actions.map((action) => {
    switch (action.kind) {
      case 'tag': return { kind: 'tag', tag: action.tag.trim() }
      case 'sort': return { kind: 'sort', sorting: action.sorting }
      case 'notify': return { kind: 'notify', userIds: action.userIds, teamIds: action.teamIds }
      case 'capture-lead': return { kind: 'capture-lead', ownerId: action.personId, teamId: action.teamId }
      case 'assign': return { kind: 'assign', assigneeId: action.personId, teamId: action.teamId }
      case 'open-ticket': return { kind: 'open-ticket', type: action.type, priority: action.priority, assigneeId: action.personId, teamId: action.teamId }
    }
  })
}

function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()).filter((line) => line !== ''))]
}
