import { useQuery } from '@tanstack/react-query'
import type { RuleAction, RuleConditions } from '../../../core/rule/rule.ts'
import { channelsQuery, tagsQuery, useMembers, useTeams } from '../../app/directory.ts'
import { useNumbers } from '../../app/numbers.ts'
import { useShellWords } from '../../app/words.ts'
import { useTicketWords } from '../tickets/words.ts'
import { useRuleWords } from './words.ts'

/** A rule as a sentence; ids become the names of today. */
export function useSayRule(): { conditions: (conditions: RuleConditions) => string; action: (action: RuleAction) => string } {
  const words = useRuleWords()
  const shell = useShellWords()
  const tickets = useTicketWords()
  const numbers = useNumbers()
  const members = useMembers()
  const teams = useTeams()
  const channels = useQuery(channelsQuery).data ?? []
  const tags = useQuery(tagsQuery).data ?? []
  const named = (ids: readonly string[] | undefined, nameOf: (id: string) => string | undefined) => ids?.map((id) => nameOf(id) ?? '—').join(words.or)
  const network = (id: string) => (shell.networks as Record<string, string>)[id] ?? id
  const member = (id: string) => members.find((one) => one.userId === id)?.name
  const team = (id: string) => teams.find((one) => one.id === id)?.name

  function conditions(c: RuleConditions): string {
    const said = [
      c.text && words.contains(c.text.anyOf.join(words.or)),
      c.text && c.text.noneOf.length > 0 ? words.lacks(c.text.noneOf.join(words.or)) : undefined,
      named(c.networks, network),
      named(c.channelIds, (id) => channels.find((one) => one.id === id)?.name),
      named(c.sentiments, (id) => (shell.sentiments as Record<string, string>)[id]),
      named(c.languages, (id) => words.languageNames[id] ?? id),
      named(c.kinds, (id) => words.kindNames[id] ?? id),
      c.author && words.from(c.author.anyOf.join(words.or)),
      c.author?.minFollowers !== undefined ? words.followersFrom(numbers.count(c.author.minFollowers)) : undefined,
      named(c.tagIds, (id) => tags.find((one) => one.id === id)?.name),
    ]
    return said.filter(Boolean).join(` ${words.and} `)
  }
  function action(a: RuleAction): string {
    const name = words.actionKinds[a.kind]
    if (a.kind === 'tag') return `${name}: ${a.tag}`
    if (a.kind === 'sort') return `${name}: ${words.sortings[a.sorting]}`
    const ids = a.kind === 'notify' ? { people: a.userIds, groups: a.teamIds } : { people: [a.kind === 'capture-lead' ? a.ownerId : a.assigneeId].filter((id) => id !== null), groups: [a.teamId].filter((id) => id !== null) }
    const who = [named(ids.people, member), named(ids.groups, team)].filter(Boolean).join(words.or)
    const urgency = a.kind === 'open-ticket' ? ` (${tickets.types[a.type]}, ${tickets.priority} ${tickets.priorities[a.priority]})` : ''
    return `${name}${urgency}${who ? ` ${words.toWhom(who)}` : ''}`
  }
  return { conditions, action }
}
