import type { HistoryEntry } from '../../../core/conversation/conversation.ts'
import type { InboxWords } from './words.ts'

/** One line of history as a sentence: who, then what. */
export function sayEvent(event: HistoryEntry, words: InboxWords, nameOf: (userId: string) => string | undefined): string {
  const who = whoDid(event, words)
  const what = whatHappened(event, words, nameOf)
  return who === '' ? what : words.events.joined(who, what)
}

function whoDid({ actor }: HistoryEntry, words: InboxWords): string {
  if (actor.kind === 'user') return words.by.san(actor.name ?? words.by.someone)
  if (actor.kind === 'rule') return actor.name ? `${words.events.rule}「${actor.name}」` : words.events.rule
  return actor.kind === 'token' ? (actor.name ?? words.events.token) : ''
}

function whatHappened({ name, data, detail }: HistoryEntry, words: InboxWords, nameOf: (userId: string) => string | undefined): string {
  const { events } = words
  if (name === 'conversation.state-changed') return events.state[String(data['to'])] ?? events.unknown(name)
  if (name === 'conversation.sorted') return events.sorted[String(data['to'] ?? data['sorting'])] ?? events.unknown(name)
  if (name === 'conversation.assigned') return sayAssigned(data, words, nameOf)
  if (name === 'conversation.tagged' || name === 'conversation.untagged') {
    const names = textsOf(data['names'] ?? data['tags'] ?? detail?.['names'] ?? detail?.['tags'])
    if (names === '') return events.tags
    return name === 'conversation.tagged' ? events.tagged(names) : events.untagged(names)
  }
  const number = typeof data['number'] === 'number' ? ` #${data['number']}` : ''
  return `${events.names[name] ?? events.unknown(name)}${number}`
}

function sayAssigned(data: Record<string, unknown>, words: InboxWords, nameOf: (userId: string) => string | undefined): string {
  const to = data['assigneeId']
  const team = typeof data['teamName'] === 'string' ? data['teamName'] : undefined
  if (typeof to === 'string') return words.events.assignedTo(words.by.san(nameOf(to) ?? words.by.someone))
  if (team ?? data['teamId']) return words.events.assignedTo(team ?? words.views.team)
  return words.events.unassigned
}

function textsOf(value: unknown): string {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').join('、') : typeof value === 'string' ? value : ''
}
