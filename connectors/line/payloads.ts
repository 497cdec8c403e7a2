import type { Fields } from '../shared/read.ts'
import { fieldsOf, idOf } from '../shared/read.ts'

/** What one intake row of LINE holds: one event of a webhook body, and whose account the body was for. */
export interface LineItem {
  destination: string | null
  event: unknown
}

/** Where an event happened: a person, a group or a room. `key` names the conversation. */
export interface LineSource {
  key: string
  userId: string | null
  shared: boolean
}

export function sourceOf(event: Fields): LineSource | null {
  const source = fieldsOf(event['source'])
  const userId = idOf(source['userId'])
  const groupId = idOf(source['groupId'])
  const roomId = idOf(source['roomId'])
  if (groupId !== null) return { key: `group:${groupId}`, userId, shared: true }
  if (roomId !== null) return { key: `room:${roomId}`, userId, shared: true }
  return userId === null ? null : { key: `user:${userId}`, userId, shared: false }
}

/** Whom a push goes to: the part of the conversation's key behind its kind. */
export function receiverOf(conversation: string): string {
  return conversation.replace(/^(?:user|group|room):/, '')
}
