import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { liveState, onStream, startStream, watchLiveState, type LiveState } from '../api/stream.ts'

/** What the top bar shows. */
export function useLiveState(): LiveState | 'offline' {
  const state = useSyncExternalStore(watchLiveState, liveState)
  const online = useOnline()
  return online ? state : 'offline'
}

function useOnline(): boolean {
  return useSyncExternalStore(watchOnline, () => navigator.onLine)
}

/** What the stream says of a changed thing. */
export interface ItemChanged {
  kind: string
  id: string
  name: string
  conversationId: string | null
  actor: { kind: string; id: string; name: string | null }
  at: string
}

/** Opens the tab's stream while mounted and lets queries that it makes old be asked again. Screens with rules of their own listen by `onStream`. */
export function useLive(on: boolean): void {
  const client = useQueryClient()
  useEffect(() => (on ? startStream() : undefined), [on])
  useEffect(() => {
    const stale = makeStale(client)
    return onStream(({ name, data }) => {
      if (name === 'reconnected' || (name === 'hello' && (data as { gap?: boolean }).gap)) stale.add([])
      if (name === 'notification') stale.add(['notifications'])
      if (name === 'job') stale.add(['jobs'])
      if (name === 'new-count') stale.add(['inbox-counts'])
      if (name === 'item-changed') for (const key of staleAfter(data as ItemChanged)) stale.add(key)
    })
  }, [client])
}

/** Gathers for half a second: two hundred events a second must not become two hundred requests. */
function makeStale(client: QueryClient): { add: (key: readonly unknown[]) => void } {
  const keys = new Map<string, readonly unknown[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  function flush(): void {
    timer = undefined
    for (const queryKey of keys.values()) void client.invalidateQueries({ queryKey }, { cancelRefetch: false })
    keys.clear()
  }
  return {
    add(key) {
      keys.set(JSON.stringify(key), key)
      timer ??= setTimeout(flush, 500)
    },
  }
}

const byKind: Record<string, readonly string[]> = {
  ticket: ['tickets', 'ticket'], lead: ['leads', 'lead'], channel: ['channels'], app: ['apps'], rule: ['rules'], member: ['members'],
  team: ['teams'], tag: ['tags'], token: ['tokens'], job: ['jobs'], intake: ['parked'], profile: ['author'], workspace: ['me'],
}

function staleAfter({ kind, id, conversationId }: ItemChanged): (readonly unknown[])[] {
  const keys: (readonly unknown[])[] = [['inbox-counts'], ...(byKind[kind] ?? []).map((noun) => [noun])]
  const conversation = conversationId ?? (kind === 'conversation' ? id : null)
  if (conversation) keys.push(['thread', conversation])
  return keys
}

function watchOnline(watcher: () => void): () => void {
  window.addEventListener('online', watcher)
  window.addEventListener('offline', watcher)
  return () => {
    window.removeEventListener('online', watcher)
    window.removeEventListener('offline', watcher)
  }
}
