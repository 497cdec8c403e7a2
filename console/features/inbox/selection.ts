import { useState } from 'react'
import type { InboxList } from './inbox-list.ts'

export interface Selection {
  ids: ReadonlySet<string>
  /** Everything that the filter matches, also what was never loaded. */
  all: boolean
  count: number
  toggle: (id: string) => void
  extend: (from: number, to: number) => void
  allLoaded: () => void
  everything: () => void
  clear: () => void
}

const nothing: ReadonlySet<string> = new Set()

/** By id, so that a list that changes selects nothing else. A new list forgets it. */
export function useSelection(list: InboxList): Selection {
  const [held, setHeld] = useState<{ list: InboxList; ids: ReadonlySet<string>; all: boolean }>({ list, ids: nothing, all: false })
  const { ids, all } = held.list === list ? held : { ids: nothing, all: false }
  const set = (next: ReadonlySet<string>, everything = false) => setHeld({ list, ids: next, all: everything })
  return {
    ids,
    all,
    count: all ? (list.total ?? 0) : ids.size,
    toggle(id) {
      const next = new Set(ids)
      if (!next.delete(id)) next.add(id)
      set(next)
    },
    extend(from, to) {
      const next = new Set(ids)
      for (const index of [from, to]) {
        const id = list.at(index)?.id
        if (id) next.add(id)
      }
      set(next)
    },
    allLoaded: () => set(new Set(list.loadedIds())),
    everything: () => set(new Set(list.loadedIds()), true),
    clear: () => set(nothing),
  }
}
