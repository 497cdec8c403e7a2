import { useQueryClient } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState } from 'react'
import type { ConversationRow, Thread } from '../../../core/conversation/conversation.ts'
import { ApiError } from '../../api/client.ts'
import { useSentence } from '../../app/language.tsx'
import { useMe } from '../../app/me.ts'
import { notice } from '../../app/query-client.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import * as calls from './calls.ts'
import type { InboxList } from './inbox-list.ts'
import { useInboxWords } from './words.ts'

export interface Acts {
  setState: (row: ConversationRow, state: ConversationRow['state'], until?: string) => void
  assign: (row: ConversationRow, to: { assignee?: { id: string; name: string } | null; team?: { id: string; name: string } | null }) => void
  toMe: (row: ConversationRow) => void
  tag: (row: ConversationRow, change: { add?: string; remove?: { id: string; name: string } }) => void
  sort: (row: ConversationRow, sorting: ConversationRow['sorting']) => void
  markRead: (row: ConversationRow, read: boolean) => void
  watch: (row: ConversationRow, watching: boolean) => void
  /** Shows a row that came with an answer. */
  learn: (row: ConversationRow) => void
  fail: (error: unknown) => void
}

/** Everything one presses on a conversation: shown at once, put back with a message when the server says no, undone for 8 s. */
export function useActs(list: InboxList): Acts {
  const words = useInboxWords()
  const shell = useShellWords()
  const say = useSentence()
  const client = useQueryClient()
  const me = useMe()
  /** A second act on the same row waits for the first, whose answer brings the version. */
  const running = useRef(new Map<string, Promise<unknown>>())

  function show(id: string, change: Partial<ConversationRow>): ConversationRow | undefined {
    client.setQueryData<Thread>(['thread', id], (thread) => thread && { ...thread, conversation: { ...thread.conversation, ...change } })
    return list.change(id, change)
  }
  function fail(error: unknown): void {
    notice(error)
    if (error instanceof ApiError) showToast({ text: say(error.sentence), tone: 'danger', note: error.requestId ?? undefined })
    else showToast({ text: String(error), tone: 'danger' })
  }
  function afterFailure(error: unknown, before: ConversationRow): void {
    const current = error instanceof ApiError && error.status === 409 ? (error.details['current'] as ConversationRow | undefined) : undefined
    show(before.id, current && typeof current.version === 'number' && current.id === before.id ? current : before)
    if (error instanceof ApiError && error.code === 'conflict') showToast({ text: words.failed.conflict, tone: 'danger', note: error.requestId ?? undefined })
    else fail(error)
    if (error instanceof ApiError && error.status === 409) void calls.readRow(before.id).then((row) => show(row.id, row), () => undefined)
  }
  function newest(row: ConversationRow): ConversationRow {
    return list.row(row.id) ?? client.getQueryData<Thread>(['thread', row.id])?.conversation ?? row
  }

  function act(row: ConversationRow, change: Partial<ConversationRow>, did: string, send: (row: ConversationRow) => Promise<calls.Changed>): void {
    if (!navigator.onLine) {
      showToast({ text: words.failed.offline, tone: 'danger' })
      return
    }
    const before = newest(row)
    show(row.id, change)
    const earlier = running.current.get(row.id) ?? Promise.resolve()
    const answer = earlier.then(() => send(newest(row)))
    const settled = answer.then((changed) => {
      show(row.id, changed.row)
      void client.invalidateQueries({ queryKey: ['inbox-counts'] })
      void client.invalidateQueries({ queryKey: ['thread', row.id] })
    }, (error: unknown) => afterFailure(error, before))
    running.current.set(row.id, settled)
    showToast({ text: did, undo: () => takeBack(answer, before) })
  }
  async function takeBack(answer: Promise<calls.Changed>, before: ConversationRow): Promise<void> {
    try {
      const { undo } = await answer
      if (undo === '') return
      show(before.id, { ...before, version: newest(before).version })
      const { row } = await calls.undo(undo)
      show(row.id, row)
      showToast({ text: shell.undone, ms: 3_000 })
      void client.invalidateQueries({ queryKey: ['inbox-counts'] })
      void client.invalidateQueries({ queryKey: ['thread', row.id] })
    } catch (error) {
      void calls.readRow(before.id).then((row) => show(row.id, row), () => undefined)
      fail(error)
    }
  }

  return useStableActs({
    setState(row, state, until) {
      const change = { state, snoozedUntil: until ?? null, ...(state === 'done' && { waitingSince: null }) }
      act(row, change, words.did[state], (now) => calls.setState(now, state, until))
    },
    assign(row, to) {
      const change: Partial<ConversationRow> = { ...(to.assignee !== undefined && { assignee: to.assignee }), ...(to.team !== undefined && { team: to.team }) }
      const who = to.assignee?.name ?? to.team?.name
      const ids = { ...(to.assignee !== undefined && { assigneeId: to.assignee?.id ?? null }), ...(to.team !== undefined && { teamId: to.team?.id ?? null }) }
      act(row, change, who ? words.did.assigned(who) : words.did.unassigned, (now) => calls.assign(now, ids))
    },
    toMe(row) {
      if (me) this.assign(row, { assignee: { id: me.user.id, name: me.user.name } })
    },
    tag(row, { add, remove }) {
      const kept = newest(row).tags.filter((tag) => tag.id !== remove?.id)
      const tags = add === undefined ? kept : [...kept, { id: `new-${add}`, name: add }]
      act(row, { tags }, words.did.tagged, (now) => calls.tag(now, { add: add === undefined ? [] : [add], remove: remove ? [remove.id] : [] }))
    },
    sort(row, sorting) {
      act(row, { sorting }, words.did[sorting], (now) => calls.sort(now, sorting))
    },
    markRead(row, read) {
      show(row.id, { unread: !read })
      void calls.markRead(row.id, read).catch((error: unknown) => {
        show(row.id, { unread: read })
        fail(error)
      })
    },
    watch(row, watching) {
      client.setQueryData<Thread>(['thread', row.id], (thread) => thread && { ...thread, watching })
      void calls.watch(row.id, watching).then(() => showToast({ text: watching ? words.did.watching : words.did.unwatching, ms: 3_000 }), (error: unknown) => {
        client.setQueryData<Thread>(['thread', row.id], (thread) => thread && { ...thread, watching: !watching })
        fail(error)
      })
    },
    learn: (row) => void show(row.id, row),
    fail,
  })
}

/** The same object for ever, so that what is memoised by it stays. */
function useStableActs(newest: Acts): Acts {
  const held = useRef(newest)
  useLayoutEffect(() => {
    held.current = newest
  })
  return useState<Acts>(() => ({
    setState: (...args) => held.current.setState(...args),
    assign: (...args) => held.current.assign(...args),
    toMe: (...args) => held.current.toMe(...args),
    tag: (...args) => held.current.tag(...args),
    sort: (...args) => held.current.sort(...args),
    markRead: (...args) => held.current.markRead(...args),
    watch: (...args) => held.current.watch(...args),
    learn: (...args) => held.current.learn(...args),
    fail: (...args) => held.current.fail(...args),
  }))[0]
}
