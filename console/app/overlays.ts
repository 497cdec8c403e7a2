import { useSyncExternalStore } from 'react'

/** The two things that open from anywhere. Their code comes only then. */
type Overlay = 'palette' | 'help' | null

const watchers = new Set<() => void>()
let open: Overlay = null

export function openPalette(): void {
  show('palette')
}

export function openHelp(): void {
  show('help')
}

export function closeOverlay(): void {
  show(null)
}

export function useOverlay(): Overlay {
  return useSyncExternalStore(watch, () => open)
}

function show(next: Overlay): void {
  open = next
  for (const watcher of watchers) watcher()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => {
    watchers.delete(watcher)
  }
}
