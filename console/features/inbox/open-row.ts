import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import { useStable } from '../../app/use-stable.ts'
import type { useActs } from './acts.ts'
import { threadQuery } from './calls.ts'
import type { useInboxList } from './use-inbox-list.ts'

export interface OpenRow {
  row: ConversationRow | undefined
  error: unknown
  retry: () => void
}

/** The open conversation: from the list where it stands in it, else from its own thread, so that a link works anywhere. */
export function useOpenRow(id: string | undefined, list: ReturnType<typeof useInboxList>['list']): OpenRow {
  const inList = id ? list.row(id) : undefined
  const query = useQuery({ ...threadQuery(id ?? ''), enabled: id !== undefined })
  const newest = query.data?.conversation
  const row = inList && newest && newest.version > inList.version ? newest : (inList ?? newest)
  return { row, error: id ? query.error : null, retry: () => void query.refetch() }
}

/** What one has looked at for a moment is read; the next one is fetched meanwhile. */
export function useReading(row: ConversationRow | undefined, nextId: string | undefined, acts: ReturnType<typeof useActs>): void {
  const client = useQueryClient()
  const look = useStable(() => {
    if (row?.unread) acts.markRead(row, true)
    if (nextId) void client.prefetchQuery(threadQuery(nextId))
  })
  const id = row?.id
  // Once a visit: a person who marks it unread again means it.
  useEffect(() => {
    if (id === undefined) return
    const timer = setTimeout(look, 700)
    return () => clearTimeout(timer)
  }, [id, look])
}
