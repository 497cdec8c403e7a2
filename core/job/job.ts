import { z } from 'zod'
import { Id, line } from '../input.ts'

export const jobKinds = ['bulk', 'import'] as const
export interface JobView {
  id: string
  kind: string
  /** The file that is imported; null for other work. */
  name: string | null
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  total: number | null
  done: number
  failed: number
  result: Record<string, unknown> | null
  createdAt: string
  finishedAt: string | null
}
export interface JobRowView {
  rowNo: number
  reason: { ja: string; en: string }
  raw: string
}

export const JobIdInput = z.strictObject({ id: Id })
export type JobIdInput = z.infer<typeof JobIdInput>
export const ListJobsInput = z.strictObject({ kind: z.enum(jobKinds).optional() })
export type ListJobsInput = z.infer<typeof ListJobsInput>

/** Which column of the file holds what; `text` alone is required. */
export const ImportMapping = z.strictObject({
  text: line(200), at: line(200).optional(), author: line(200).optional(), handle: line(200).optional(), id: line(200).optional(),
  url: line(200).optional(), network: line(200).optional(), inReplyTo: line(200).optional(),
})
export type ImportMapping = z.infer<typeof ImportMapping>

export const StartImportInput = z.strictObject({
  mediaId: Id, fileName: line(300), format: z.enum(['csv', 'jsonl']), encoding: z.enum(['utf-8', 'shift_jis']), mapping: ImportMapping,
  /** Zone of times without an offset. */
  timeZone: line(60).default('Asia/Tokyo'),
})
export type StartImportInput = z.infer<typeof StartImportInput>

export interface ImportPreview {
  mediaId: string
  format: 'csv' | 'jsonl'
  encoding: 'utf-8' | 'shift_jis'
  columns: string[]
  rows: Record<string, string>[]
  suggested: Partial<ImportMapping>
}
