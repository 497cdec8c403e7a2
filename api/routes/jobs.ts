import { Hono } from 'hono'
import { z } from 'zod'
import { undoBulk } from '../../core/conversation/start-bulk.ts'
import { Id, line } from '../../core/input.ts'
import { cancelJob } from '../../core/job/cancel-job.ts'
import { ListJobsInput, StartImportInput } from '../../core/job/job.ts'
import { listJobRows } from '../../core/job/list-job-rows.ts'
import { listJobs } from '../../core/job/list-jobs.ts'
import { readJob } from '../../core/job/read-job.ts'
import { startImport } from '../../core/job/start-import.ts'
import { readMedia } from '../../core/media/read-media.ts'
import type { Env } from '../deps.ts'
import { atMost } from '../limit-rate.ts'
import { may } from '../route.ts'
import { idInPath, validate } from '../validate.ts'
import { work } from '../work.ts'

const PreviewInput = z.strictObject({ mediaId: Id, fileName: line(300).optional() })

export const jobs = new Hono<Env>()
  .get('/jobs', may('read', 'Lists my long jobs; who imports sees all'), validate('query', ListJobsInput), async (c) => {
    const input = c.req.valid('query')
    return c.json(await work(c, (ctx) => listJobs(ctx, input)))
  })
  .get('/jobs/:id', may('read', 'How far a job is'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    return c.json(await work(c, (ctx) => readJob(ctx, input)))
  })
  .get('/jobs/:id/rows', may('read', 'The rows of a job that could not be done, with reasons'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    return c.json(await work(c, (ctx) => listJobRows(ctx, input)))
  })
  .post('/jobs/:id/cancel', may('answer', 'Stops a job; what is done stays'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    return c.json(await work(c, (ctx) => cancelJob(ctx, input)))
  })
  .post('/jobs/:id/undo', may('answer', 'Takes a whole bulk act back within a minute of its end, as a job', { answers: { 202: 'Started' } }), idInPath(), async (c) => {
    const input = c.req.valid('param')
    const job = await work(c, (ctx) => undoBulk(ctx, input))
    await c.var.deps.queue.wake('bulk', { urgent: true })
    return c.json(job, 202)
  })
  .post('/imports/preview', may('import', 'The first rows of an uploaded file, and which column seems to hold what'), atMost(30, 'preview'), validate('json', PreviewInput), async (c) => {
    const { mediaId, fileName } = c.req.valid('json')
    const media = await work(c, (ctx) => readMedia(ctx, { id: mediaId }))
    return c.json(await c.var.deps.previewImport(mediaId, fileName ?? media.fileName ?? '', media.bytes))
  })
  .post('/imports', may('import', 'Imports an uploaded file of history as a job', { creates: true, answers: { 202: 'Started' } }), validate('json', StartImportInput), async (c) => {
    const input = c.req.valid('json')
    const job = await work(c, async (ctx) => {
      // Whoever may not see the bytes may not import them.
      await readMedia(ctx, { id: input.mediaId })
      const { jobId } = await startImport(ctx, input)
      return readJob(ctx, { id: jobId })
    })
    await c.var.deps.queue.wake('bulk')
    return c.json(job, 202)
  })
