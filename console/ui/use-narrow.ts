import { useSyncExternalStore } from 'react'

const narrow = '(max-width: 719px)'

/** A phone's width, as the style sheets draw the line. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => matchMedia(narrow).matches)
}

function watch(watcher: () => void): () => void {
  const query = matchMedia(narrow)
  query.addEventListener('change', watcher)
  return () => query.removeEventListener('change', watcher)
}
