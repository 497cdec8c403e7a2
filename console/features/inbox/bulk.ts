import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { BulkInput, ConversationRow } from '../../../core/conversation/conversation.ts'
import type { JobRowView, JobView } from '../../../core/job/job.ts'
import { onStream } from '../../api/stream.ts'
import { showToast } from '../../app/toasts.ts'
import { cancelJob, readJob, readJobRows, readRow, startBulk, undoJob } from './calls.ts'
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

/** One job on the server, however many conversations: its progress, its failures by row, and its undo as a job too. */
export function useBulk(inbox: Inbox, selection: Selection, acts: Acts): Bulk {
  const [job, setJob] = useState<JobView | null>(null)
  const [failures, setFailures] = useState<JobRowView[]>([])
  const client = useQueryClient()
  const after = useRef<(() => void) | null>(null)
  const { list } = inbox
  const running = job !== null && isRunning(job)

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
    if (job.failed > 0) void readJobRows(job.id).then(setFailures, () => undefined)
    void client.invalidateQueries({ queryKey: ['inbox-counts'] })
  }, [job, running, client])

  async function follow(started: Promise<JobView>, ids: readonly string[], all: boolean): Promise<JobView | null> {
    setFailures([])
    after.current = () => {
      if (all) inbox.refresh()
      else void relearn(ids)
    }
    try {
      const next = await started
      setJob(next)
      return next
    } catch (error) {
      after.current()
      acts.fail(error)
      return null
    }
  }
  /** What is shown becomes what is stored, also where a row failed. */
  async function relearn(ids: readonly string[]): Promise<void> {
    for (const id of ids.slice(0, 200)) await readRow(id).then((row) => list.change(id, row), () => undefined)
  }

  return {
    job,
    failures,
    run(act, words) {
      const { all } = selection
      const ids = [...selection.ids].slice(0, 1000)
      const { order: _, ...filter } = inbox.filter
      const input = all ? { filter: { ...filter, snapshot: list.snapshot ?? undefined }, act } : { ids, act }
      for (const id of ids) list.change(id, shownAfter(act))
      const started = follow(startBulk(input as BulkInput), ids, all)
      showToast({ text: words, undo: async () => {
        const done = await started
        if (done) await follow(undoWhenDone(done), ids, all)
      } })
      selection.clear()
    },
    cancel: () => job && void cancelJob(job.id).then(setJob, acts.fail),
    forget: () => setJob(null),
  }
}

function isRunning(job: JobView): boolean {
  return job.state === 'waiting' || job.state === 'running'
}

/** What has not ended is stopped first; then everything that was done goes back. */
async function undoWhenDone(job: JobView): Promise<JobView> {
  if (isRunning(await readJob(job.id))) await cancelJob(job.id).catch(() => undefined)
  return undoJob(job.id)
}

function shownAfter(act: BulkAct): Partial<ConversationRow> {
  if (act.kind === 'state') return { state: act.state, ...(act.state === 'done' && { waitingSince: null }) }
  return act.kind === 'sort' ? { sorting: act.sorting } : {}
}
