import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { JobView } from '../../../core/job/job.ts'
import { onStream } from '../../api/stream.ts'
import { jobsQuery } from './calls.ts'

/** The stream brings each step of a job; the list shows it without asking. */
export function useLiveJobs(): void {
  const client = useQueryClient()
  useEffect(() => onStream(({ name, data }) => {
    if (name !== 'job') return
    const job = data as JobView
    client.setQueryData<JobView[]>(jobsQuery.queryKey, (rows) => rows?.map((row) => (row.id === job.id ? { ...row, ...job } : row)))
  }), [client])
}
