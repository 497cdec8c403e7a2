import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { BulkInput, ConversationRow } from '../../../core/conversation/conversation.ts'
import type { JobRowView, JobView } from '../../../core/job/job.ts'
import { onStream } from '../../api/stream.ts'
import { showToast } from '../../app/toasts.ts'
import { cancelJob, readJob, readJobRows, readRow, startBulk } from './calls.ts'
import type { Acts } from './acts.ts'
import type { Selection } from './selection.ts'
import type { Inbox } from './use-inbox-list.ts'

export type BulkAct = BulkInput['act']

export interface Bulk {
  job: JobView | null
  failures: JobRowView[]
  run: (act: BulkAct, words: string) => void
  cancel: () => void
  forget: () => void
}

/** One job on the server, however many conversations: its progress, its failures by row, and its undo where we know what was. */
export function useBulk(inbox: Inbox, selection: Selection, acts: Acts): Bulk {
  const [job, setJob] = useState<JobView | null>(null)
  const [failures, setFailures] = useState<JobRowView[]>([])
  const client = useQueryClient()
  const after = useRef<(() => void) | null>(null)
  const { list } = inbox

  const running = job !== null && (job.state === 'waiting' || job.state === 'running')
  useEffect(() => {
    if (!job || !running) return
    const learn = (next: JobView) => {
      if (next.id === job.id) setJob(next)
    }
    const stop = onStream(({ name, data }) => {
      if (name === 'job') learn(data as JobView)
    })
    // The stream tells first; asking is for when it is cut.
    const timer = setInterval(() => void readJob(job.id).then(learn, () => undefined), 1_500)
    return () => {
      stop()
      clearInterval(timer)
    }
  }, [job, running])
  useEffect(() => {
    if (!job || running) return
    after.current?.()
    after.current = null
    if (job.failed > 0) void readJobRows(job.id).then((answer) => setFailures(Array.isArray(answer) ? answer : answer.rows), () => undefined)
    void client.invalidateQueries({ queryKey: ['inbox-counts'] })
  }, [job, running, client])

  async function start(input: BulkInput, then: () => void): Promise<void> {
    setFailures([])
    try {
      const started = await startBulk(input)
      after.current = then
      setJob(started)
    } catch (error) {
      acts.fail(error)
    }
  }
  async function relearn(ids: readonly string[]): Promise<void> {
    for (const id of ids.slice(0, 200)) await readRow(id).then((row) => list.change(id, row), () => undefined)
  }

  return {
    job,
    failures,
    run(act, words) {
      const ids = [...selection.ids].slice(0, 1000)
      const before = ids.map((id) => list.row(id)).filter((row) => row !== undefined)
      const { order: _, ...filter } = inbox.filter
      const input: BulkInput = selection.all ? { filter: { ...filter, order: inbox.filter.order, snapshot: list.snapshot ?? undefined }, act } : { ids, act }
      for (const id of ids) list.change(id, shownAfter(act))
      void start(input, () => {
        if (selection.all) inbox.refresh()
        else void relearn(ids)
      })
      const undo = selection.all ? undefined : () => undoAll(act, before, (back) => start(back, () => void relearn(ids)))
      showToast({ text: words, undo })
      selection.clear()
    },
    cancel: () => job && void cancelJob(job.id).then(setJob, acts.fail),
    forget: () => setJob(null),
  }
}

function shownAfter(act: BulkAct): Partial<ConversationRow> {
  if (act.kind === 'state') return { state: act.state, ...(act.state === 'done' && { waitingSince: null }) }
  return act.kind === 'sort' ? { sorting: act.sorting } : {}
}

/** Puts each conversation back to what it was: one job for each kind of before. */
async function undoAll(act: BulkAct, before: readonly ConversationRow[], start: (input: BulkInput) => Promise<void>): Promise<void> {
  const groups = Map.groupBy(before, (row) => JSON.stringify(actBack(act, row)))
  for (const [back, rows] of groups) {
    const parsed = JSON.parse(back) as BulkAct | null
    if (parsed) await start({ ids: rows.map((row) => row.id), act: parsed })
  }
}

function actBack(act: BulkAct, row: ConversationRow): BulkAct | null {
  if (act.kind === 'state') return { kind: 'state', state: row.state === 'snoozed' ? 'pending' : row.state }
  if (act.kind === 'assign') return { kind: 'assign', assigneeId: row.assignee?.id ?? null, teamId: row.team?.id ?? null }
  return act.kind === 'sort' ? { kind: 'sort', sorting: row.sorting } : null
}
