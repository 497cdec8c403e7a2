import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { liveState, onStream, startStream, watchLiveState, type LiveState } from '../api/stream.ts'

/** What the top bar shows. */
export function useLiveState(): LiveState | 'offline' {
  const state = useSyncExternalStore(watchLiveState, liveState)
  const online = useSyncExternalStore(watchOnline, () => navigator.onLine)
  return online ? state : 'offline'
}

/** Opens the tab's stream while mounted and lets queries that it makes old be asked again. Screens with rules of their own listen by `onStream`. */
export function useLive(on: boolean): void {
  const client = useQueryClient()
  useEffect(() => (on ? startStream() : undefined), [on])
  useEffect(() => onStream(({ name, data }) => {
    if (name === 'reconnected') void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'me' })
    if (name === 'notification') void client.invalidateQueries({ queryKey: ['notifications'] })
    if (name === 'job') void client.invalidateQueries({ queryKey: ['jobs'] })
    if (name === 'item-changed') {
      for (const key of staleAfter(data)) void client.invalidateQueries({ queryKey: key })
    }
  }), [client])
}

interface ItemChanged {
  kind?: string
  id?: string
  conversationId?: string | null
}

function staleAfter(data: unknown): (readonly unknown[])[] {
  const { kind, id, conversationId } = (data ?? {}) as ItemChanged
  const keys: (readonly unknown[])[] = [['inbox-counts']]
  if (conversationId) keys.push(['thread', conversationId])
  if (kind === 'conversation' && id) keys.push(['thread', id])
  if (kind === 'ticket') keys.push(['tickets'], ['ticket', id])
  if (kind === 'lead') keys.push(['leads'], ['lead', id])
  if (kind === 'channel' || kind === 'app') keys.push(['channels'], ['apps'])
  if (kind === 'rule') keys.push(['rules'])
  if (kind === 'member' || kind === 'team') keys.push(['members'], ['teams'])
  if (kind === 'tag') keys.push(['tags'])
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
