import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import { ApiError } from '../../api/client.ts'
import { onStream } from '../../api/stream.ts'
import type { ItemChanged } from '../../app/live.ts'
import { useMe, type Me } from '../../app/me.ts'
import { useStable } from '../../app/use-stable.ts'
import { countNew, filterOf, listConversations, readRow, type Filter } from './calls.ts'
import { InboxList } from './inbox-list.ts'
import type { InboxSearch } from './search-params.ts'

export interface Inbox {
  list: InboxList
  filter: Filter
  /** Arrived since the list was drawn. */
  newCount: number
  refresh: () => void
  /** Tells the list about a row, whoever changed it. */
  learn: (row: ConversationRow) => void
}

/** The list of the address in a fixed order, with the number of what is newer, kept true by the stream. */
export function useInboxList(search: InboxSearch, onForeignChange: (change: ItemChanged, before: ConversationRow, after: ConversationRow) => void): Inbox {
  const key = JSON.stringify(filterOf(search))
  const filter = useMemo(() => JSON.parse(key) as Filter, [key])
  const [drawn, setDrawn] = useState(0)
  const me = useMe()
  const left = useStable((row: ConversationRow) => hasLeft(row, filter, me))
  const list = useMemo(() => new InboxList((page, signal) => listConversations(filter, page, signal), left, drawn), [filter, left, drawn])
  useSyncExternalStore(list.watch, list.version)
  useEffect(() => {
    list.want(0, 0)
    return () => list.close()
  }, [list])
  const newCount = useNewCount(list, filter)
  useForeignChanges(list, onForeignChange, me?.user.id)
  return { list, filter, newCount, refresh: () => setDrawn(drawn + 1), learn: (row) => void list.change(row.id, row) }
}

/** Asked at most once a second, however many arrive. */
function useNewCount(list: InboxList, filter: Filter): number {
  const [found, setFound] = useState<{ list: InboxList; count: number }>({ list, count: 0 })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false
    async function ask(): Promise<void> {
      timer = undefined
      const { snapshot } = list
      if (snapshot === null) return
      const count = await countNew(filter, snapshot).catch(() => null)
      if (count !== null && !gone) setFound({ list, count })
    }
    const stop = onStream(({ name }) => {
      if (name === 'new-count' || name === 'reconnected') timer ??= setTimeout(() => void ask(), 700)
    })
    return () => {
      gone = true
      clearTimeout(timer)
      stop()
    }
  }, [list, filter])
  return found.list === list ? found.count : 0
}

function useForeignChanges(list: InboxList, tell: (change: ItemChanged, before: ConversationRow, after: ConversationRow) => void, myId: string | undefined): void {
  const newest = useStable(tell)
  useEffect(() => {
    const asked = new Map<string, ItemChanged>()
    let timer: ReturnType<typeof setTimeout> | undefined
    async function ask(): Promise<void> {
      timer = undefined
      const changes = [...asked]
      asked.clear()
      for (const [id, change] of changes) {
        const before = list.row(id)
        const after = await readRow(id).catch((error: unknown) => (mayComeLater(error) ? 'later' : null))
        if (after === 'later') {
          // The connection is away: what was told is not forgotten.
          asked.set(id, change)
          timer ??= setTimeout(() => void ask(), 2_000)
          continue
        }
        if (!after || !before || after.version < (list.row(id)?.version ?? 0)) continue
        list.change(id, after)
        if (change.actor.id !== myId) newest(change, before, after)
      }
    }
    const stop = onStream(({ name, data }) => {
      if (name !== 'item-changed') return
      const change = data as ItemChanged
      const id = change.conversationId ?? (change.kind === 'conversation' ? change.id : null)
      if (!id || !list.row(id)) return
      asked.set(id, change)
      timer ??= setTimeout(() => void ask(), 250)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [list, newest, myId])
}

/** Not reached, or too busy. */
function mayComeLater(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500)
}

/** The server's meaning of a view, for rows that change while they are shown. */
function hasLeft(row: ConversationRow, filter: Filter, me: Me | undefined): boolean {
  const { state, sorting } = row
  const normal = sorting === 'normal'
  switch (filter.view) {
    case 'waiting': return state !== 'open' || !normal
    case 'unassigned': return state !== 'open' || !normal || row.assignee !== null || row.team !== null
    case 'mine': return state === 'done' || !normal || row.assignee?.id !== me?.user.id
    case 'team': return state === 'done' || !normal || !me?.teams.some((team) => team.id === row.team?.id)
    case 'held': return (state !== 'pending' && state !== 'snoozed') || !normal
    case 'trouble': return !row.sendTrouble
    case 'done': return state !== 'done' || !normal
    case 'spam': return sorting !== 'spam'
    case 'reposts': return sorting !== 'repost'
    case 'all': return false
  }
}
