/** Who is in which conversation right now, as this process has heard it from all of them. Nothing here is stored. */
export interface Presence {
  /** Answers the conversations whose list has changed. */
  heard(notice: PresenceNotice): void
  here(workspaceId: string, conversationId: string): PresentPerson[]
  /** Forgets who has been silent for too long, and says where. */
  sweep(): { workspaceId: string; conversationId: string }[]
}

export interface PresentPerson {
  id: string
  name: string
  writing: boolean
}

export interface PresenceNotice {
  workspace: string
  conversation: string
  person: PresentPerson
}

export const presenceChannel = 'kikimimi_presence'
export const presenceMs = 25_000

export function makePresence(now: () => number = () => performance.now()): Presence {
  const places = new Map<string, Map<string, PresentPerson & { until: number }>>()
  const keyOf = (workspaceId: string, conversationId: string) => `${workspaceId}/${conversationId}`
  return {
    heard({ workspace, conversation, person }) {
      const key = keyOf(workspace, conversation)
      const people = places.get(key) ?? new Map<string, PresentPerson & { until: number }>()
      people.set(person.id, { ...person, until: now() + presenceMs })
      places.set(key, people)
    },
    here(workspaceId, conversationId) {
      const people = [...(places.get(keyOf(workspaceId, conversationId))?.values() ?? [])]
      return people.filter((person) => person.until > now()).map(({ id, name, writing }) => ({ id, name, writing }))
    },
    sweep() {
      const changed: { workspaceId: string; conversationId: string }[] = []
      for (const [key, people] of places) {
        const before = people.size
        for (const [id, person] of people) if (person.until <= now()) people.delete(id)
        if (people.size === 0) places.delete(key)
        const [workspaceId, conversationId] = key.split('/') as [string, string]
        if (people.size < before) changed.push({ workspaceId, conversationId })
      }
      return changed
    },
  }
}
