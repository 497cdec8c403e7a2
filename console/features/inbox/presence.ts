import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { onStream } from '../../api/stream.ts'
import { useMe } from '../../app/me.ts'
import { tellPresence } from './calls.ts'

export interface Person {
  id: string
  name: string
  writing: boolean
}

const watchers = new Set<() => void>()
const places = new Map<string, { people: Person[]; until: number }>()
const forgottenMs = 40_000
let stop: (() => void) | null = null

/** The others who are in a conversation now. */
export function useOthers(conversationId: string | undefined): Person[] {
  const me = useMe()?.user.id
  const people = useSyncExternalStore(watchPlaces, () => (conversationId === undefined ? none : (places.get(conversationId)?.people ?? none)))
  return useMemo(() => (people.length === 0 ? none : people.filter((person) => person.id !== me)), [people, me])
}

const none: Person[] = []

function watchPlaces(watcher: () => void): () => void {
  watchers.add(watcher)
  stop ??= listen()
  return () => {
    watchers.delete(watcher)
  }
}

function listen(): () => void {
  const timer = setInterval(forget, 5_000)
  const off = onStream(({ name, data }) => {
    if (name !== 'presence') return
    const { conversationId, people } = data as { conversationId: string; people: Person[] }
    places.set(conversationId, { people, until: Date.now() + forgottenMs })
    tell()
  })
  return () => {
    clearInterval(timer)
    off()
  }
}

function forget(): void {
  let changed = false
  for (const [id, place] of places) {
    if (place.until >= Date.now() && place.people.length > 0) continue
    places.delete(id)
    changed = true
  }
  if (changed) tell()
}

function tell(): void {
  for (const watcher of watchers) watcher()
}

/** Tells the others that I am here, every 10 s, and at once when I begin to write. Call what it gives at each key. */
export function useMyPresence(conversationId: string | undefined): (writing: boolean) => void {
  const writtenAt = useRef(0)
  const toldWriting = useRef(false)
  useEffect(() => {
    if (!conversationId) return
    writtenAt.current = 0
    toldWriting.current = false
    const id = conversationId
    function beat(): void {
      if (document.visibilityState === 'hidden') return
      toldWriting.current = Date.now() - writtenAt.current < 15_000
      void tellPresence(id, toldWriting.current).catch(() => undefined)
    }
    // A person who walks through the list with j is not in each of them.
    const first = setTimeout(beat, 400)
    const timer = setInterval(beat, 10_000)
    return () => {
      clearTimeout(first)
      clearInterval(timer)
    }
  }, [conversationId])
  return (writing) => {
    writtenAt.current = writing ? Date.now() : 0
    if (!conversationId || writing === toldWriting.current) return
    toldWriting.current = writing
    void tellPresence(conversationId, writing).catch(() => undefined)
  }
}
