import { z } from 'zod'
import { TooMany } from '../core/errors.ts'
import type { ApiDeps } from './deps.ts'
import { makePresence, presenceChannel, type Presence, type PresenceNotice } from './presence.ts'

/** What a stream is told to look at. It reads by itself, under its own scope: a notice carries no content. */
export type Wake = 'events' | 'arrivals' | 'session' | 'jobs' | 'everything' | { presence: string }

export interface Listener {
  workspaceId: string
  personId: string
  wake(why: Wake): void
}

/** One for each process: hears what all processes notify and wakes the streams concerned. */
export interface Hub {
  presence: Presence
  join(listener: Listener): Promise<() => void>
  /** Hears from here on, without a stream. */
  start(): Promise<void>
  tellPresence(notice: PresenceNotice): Promise<void>
}

/** Tabs of one person; a browser keeps few connections open anyway. */
export const streamsPerPerson = 12
const sweepMs = 5000

const EventsNotice = z.object({ workspace: z.string() })
const SessionsNotice = z.object({ userId: z.string() })
const PresenceWords = z.object({ workspace: z.string(), conversation: z.string(), person: z.object({ id: z.string(), name: z.string(), writing: z.boolean() }) })

export function makeHub(deps: Pick<ApiDeps, 'listenTo' | 'notify'>): Hub {
  const listeners = new Set<Listener>()
  const presence = makePresence()
  let listening: Promise<unknown> | null = null

  function wake(workspaceId: string, why: Wake): void {
    for (const listener of listeners) if (listener.workspaceId === workspaceId) listener.wake(why)
  }

  async function start(): Promise<void> {
    listening ??= subscribe()
    // A start that failed must not be the last one.
    await listening.catch((error: unknown) => {
      listening = null
      throw error
    })
  }

  async function subscribe(): Promise<void> {
    const onGap = () => listeners.forEach((listener) => listener.wake('everything'))
    await Promise.all([
      deps.listenTo('kikimimi_events', (payload) => read(payload, EventsNotice, ({ workspace }) => wake(workspace, 'events')), onGap),
      deps.listenTo('kikimimi_arrivals', (payload) => wake(payload, 'arrivals'), onGap),
      deps.listenTo('kikimimi_sessions', (payload) => read(payload, SessionsNotice, ({ userId }) => {
        for (const listener of listeners) if (listener.personId === userId) listener.wake('session')
      }), onGap),
      deps.listenTo(presenceChannel, (payload) => read(payload, PresenceWords, (notice) => {
        presence.heard(notice)
        wake(notice.workspace, { presence: notice.conversation })
      })),
    ])
    setInterval(() => presence.sweep().forEach(({ workspaceId, conversationId }) => wake(workspaceId, { presence: conversationId })), sweepMs).unref()
  }

  return {
    presence,
    start,
    async join(listener) {
      await start()
      const own = [...listeners].filter((other) => other.personId === listener.personId)
      if (own.length >= streamsPerPerson) throw tooManyTabs()
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async tellPresence(notice) {
      await start()
      await deps.notify(presenceChannel, JSON.stringify(notice))
    },
  }
}

function read<T>(payload: string, schema: z.ZodType<T>, use: (notice: T) => void): void {
  try {
    const parsed = schema.safeParse(JSON.parse(payload))
    if (parsed.success) use(parsed.data)
  } catch {
    // Another version of the product may speak on the same channel.
  }
}

function tooManyTabs(): TooMany {
  return new TooMany({ ja: '開いているタブが多すぎます。使っていないタブを閉じてください。', en: 'Too many tabs are open. Close those that you do not use.' }, 30)
}
