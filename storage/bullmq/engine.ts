import type { JobsOptions, JobType } from 'bullmq'

/** What differs between the two engines below BullMQ. */
export interface Engine {
  name: string
  makeQueue(name: string): JobQueue
  makeWorker(name: string, work: (job: { id?: string }) => Promise<void>, options: { concurrency: number }): JobWorker
  close(): Promise<void>
}

/** What we use of BullMQ's Queue and Worker, whose types are bound to one engine each. */
export interface JobQueue {
  add(name: string, data: object, options?: JobsOptions): Promise<unknown>
  getJobCountByTypes(...types: JobType[]): Promise<number>
  upsertJobScheduler(id: string, repeat: { every: number }, template: { name: string; data: object; opts: ScheduledJobOptions }): Promise<unknown>
  getJobScheduler(id: string): Promise<unknown>
  on(event: 'error', listener: (problem: Error) => void): unknown
  close(): Promise<void>
}
export interface JobWorker {
  on(event: 'error', listener: (problem: Error) => void): unknown
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}
type ScheduledJobOptions = Pick<JobsOptions, 'attempts' | 'removeOnComplete' | 'removeOnFail'>

/** One attempt and no id of ours: an id equal to that of a kept failure would be swallowed, and with it the sweep. */
export const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: { count: 100 } } satisfies ScheduledJobOptions

/** After an outage a worker tries again this soon; BullMQ's own 15 s are longer than people wait. */
export const workerOptions = { runRetryDelay: 1000, drainDelay: 5 } as const

/** BullMQ keeps a stream of what happened to jobs that nobody here reads. */
export const eventStream = { events: { maxLen: 100 } } as const
