import { queryOptions } from '@tanstack/react-query'
import type { ImportPreview, JobRowView, JobView, StartImportInput } from '../../../core/job/job.ts'
import type { KeptMedia } from '../../../core/media/media.ts'
import { api, call, once } from '../../api/client.ts'
import { request } from '../../api/request.ts'

export const jobsQuery = queryOptions({ queryKey: ['jobs', 'import'], queryFn: (): Promise<JobView[]> => call(api.jobs.$get({ query: { kind: 'import' } })) })

export async function readFile(file: File): Promise<ImportPreview> {
  const form = new FormData()
  form.set('file', file)
  const { mediaId } = await request<KeptMedia>('POST', '/media', { form })
  return call(api.imports.preview.$post({ json: { mediaId, fileName: file.name } }))
}

export function startImport(input: StartImportInput, key: string): Promise<JobView> {
  return call(api.imports.$post({ json: input }, once(key)))
}

export function readRejected(id: string): Promise<JobRowView[]> {
  return call(api.jobs[':id'].rows.$get({ param: { id } }))
}

export function cancelJob(id: string): Promise<JobView> {
  return call(api.jobs[':id'].cancel.$post({ param: { id } }))
}
