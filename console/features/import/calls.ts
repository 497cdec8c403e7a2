import { queryOptions } from '@tanstack/react-query'
import type { ImportPreview, JobRowView, JobView, StartImportInput } from '../../../core/job/job.ts'
import type { KeptMedia } from '../../../core/media/media.ts'
import { api, call, once } from '../../api/client.ts'
import { request } from '../../api/request.ts'

export const jobsQuery = queryOptions({ queryKey: ['jobs', 'import'], queryFn: (): Promise<JobView[]> => readJobs() })

async function readJobs(): Promise<JobView[]> {
  const answer = await request<JobView[] | { rows: JobView[] }>('GET', '/jobs', { query: { kind: 'import' } })
  return Array.isArray(answer) ? answer : answer.rows
}

export async function readFile(file: File): Promise<ImportPreview> {
  const form = new FormData()
  form.set('file', file)
  const { mediaId } = await request<KeptMedia>('POST', '/media', { form })
  return call(api.imports.preview.$post({ json: { mediaId, fileName: file.name } }))
}

export function startImport(input: StartImportInput, key: string): Promise<JobView> {
  return call(api.imports.$post({ json: input }, once(key)))
}

export async function readRejected(id: string): Promise<JobRowView[]> {
  const answer = await request<JobRowView[] | { rows: JobRowView[] }>('GET', `/jobs/${id}/rows`)
  return Array.isArray(answer) ? answer : answer.rows
}

export function cancelJob(id: string): Promise<JobView> {
  return call(api.jobs[':id'].cancel.$post({ param: { id } }))
}
