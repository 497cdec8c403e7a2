import type { HistoryEntry } from '../../../core/conversation/conversation.ts'
import type { InboxWords } from './words.ts'

/** Names for the ids that history keeps. */
export interface Names {
  member: (id: string) => string | undefined
  team: (id: string) => string | undefined
  tag: (id: string) => string | undefined
}

/** One line of history as a sentence: who, then what. */
export function sayEvent(event: HistoryEntry, words: InboxWords, names: Names): string {
  const who = whoDid(event, words)
  const what = whatHappened(event, words, names)
  return who === '' ? what : words.events.joined(who, what)
}

function whoDid({ actor }: HistoryEntry, words: InboxWords): string {
  if (actor.kind === 'user') return words.by.san(actor.name ?? words.by.someone)
  if (actor.kind === 'rule') return actor.name ? `${words.events.rule}「${actor.name}」` : words.events.rule
  return actor.kind === 'token' ? (actor.name ?? words.events.token) : ''
}

function whatHappened({ name, data }: HistoryEntry, words: InboxWords, names: Names): string {
  const { events } = words
  if (name === 'conversation.state-changed') return events.state[String(data['to'])] ?? events.unknown(name)
  if (name === 'conversation.sorted') return events.sorted[String(data['to'] ?? data['sorting'])] ?? events.unknown(name)
  if (name === 'conversation.assigned') return sayAssigned(data, words, names)
  if (name === 'conversation.tagged' || name === 'conversation.untagged') {
    const tags = idsOf(data['tagIds']).flatMap((id) => names.tag(id) ?? []).join('、')
    if (tags === '') return events.tags
    return name === 'conversation.tagged' ? events.tagged(tags) : events.untagged(tags)
  }
  const ofWork = sayWork(name, data, words, names)
  if (ofWork !== null) return ofWork
  const number = typeof data['number'] === 'number' ? ` #${data['number']}` : ''
  return `${events.names[name] ?? events.unknown(name)}${number}`
}

function sayAssigned(data: Record<string, unknown>, words: InboxWords, names: Names): string {
  const to = sayTarget(data, words, names)
  return to === '' ? words.events.unassigned : words.events.assignedTo(to)
}

/** What happened to the ticket or lead of the conversation, where the event says more than its name. */
function sayWork(name: string, data: Record<string, unknown>, words: InboxWords, names: Names): string | null {
  const { events } = words
  if (name === 'ticket.state-changed') return events.ticketState(words.ticketStates[String(data['to'])] ?? String(data['to']))
  if (name === 'lead.stage-changed' && typeof data['to'] === 'string') return events.leadStage(words.leadStages[data['to']] ?? data['to'])
  if (name === 'ticket.changed') {
    const parts = idsOf(data['changed']).map((part) => events.ticketParts[part] ?? part)
    return parts.length === 0 ? null : events.ticketChanged(parts.join('、'))
  }
  const to = sayTarget(data, words, names)
  if (name === 'ticket.assigned') return to === '' ? events.ticketUnassigned : events.ticketAssigned(to)
  return name === 'ticket.handed-over' && to !== '' ? events.ticketHandedOver(to) : null
}

function sayTarget(data: Record<string, unknown>, words: InboxWords, names: Names): string {
  const person = typeof data['assigneeId'] === 'string' ? words.by.san(names.member(data['assigneeId']) ?? words.by.someone) : null
  const team = typeof data['teamId'] === 'string' ? (names.team(data['teamId']) ?? words.views.team) : null
  return [person, team].filter((one) => one !== null).join('・')
}

function idsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
