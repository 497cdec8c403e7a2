import { InvalidInput, NotFound } from '../../core/errors.ts'
import { Id } from '../../core/input.ts'
import { resumeJob } from '../../core/job/resume-job.ts'
import { watchParent } from '../../launch-pipe.ts'
import { findWorkspace, operatorOf, type FoundWorkspace } from '../admin/find-workspace.ts'
import { withParts, type OpenParts } from '../admin/with-parts.ts'
import { followImport, release, takeOver } from './follow.ts'
import type { Prepared } from './prepare.ts'
import { startProgress } from './progress.ts'
import { countsOf, reportLines, writeRejected } from './report.ts'
import { storeAndStart } from './start.ts'

export interface RunOptions {
  workspace: string | undefined
  zone: string | undefined
  /** A file for the rejected rows. */
  rejected: string | undefined
  json: boolean
}

/** @param what a file that was read, or the id of a job to go on with. @returns the exit code. */
export function runImport(what: Prepared | string, options: RunOptions): Promise<number> {
  return withParts(async (open) => {
    const jobId = typeof what === 'string' ? await goOn(open, what) : await begin(open, what, options)
    const { kysely } = open.parts.storage
    const progress = startProgress()
    const stay = leaveOnSignal(open, jobId)
    const { job } = await followImport(open, jobId, progress, stay.workingHere).finally(() => progress.end())
    stay.over()
    if (options.rejected !== undefined) await writeRejected(kysely, jobId, options.rejected)
    process.stdout.write(options.json ? `${JSON.stringify({ jobId, state: job.state, ...countsOf(job) })}\n` : `${(await reportLines(kysely, jobId, job)).join('\n')}\n`)
    return job.state === 'done' ? 0 : 1
  })
}

async function begin(open: OpenParts, prepared: Prepared, options: RunOptions): Promise<string> {
  const workspace = await findWorkspace(open.parts, options.workspace)
  const jobId = await storeAndStart(open.parts, workspace, prepared, await zoneOf(open, workspace, options.zone))
  process.stderr.write(`処理 / Job: ${jobId}\n`)
  return jobId
}

async function goOn(open: OpenParts, jobId: string): Promise<string> {
  const job = Id.safeParse(jobId).success ? await open.parts.storage.kysely.selectFrom('job').select('workspace_id').where('id', '=', jobId).executeTakeFirst() : undefined
  if (!job) throw new NotFound({ ja: `処理 ${jobId}`, en: `job ${jobId}` })
  await open.parts.inWorkspace(operatorOf(job.workspace_id), (ctx) => resumeJob(ctx, { id: jobId }))
  await takeOver(open, jobId)
  return jobId
}

async function zoneOf({ parts }: OpenParts, workspace: FoundWorkspace, wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return (await parts.storage.kysely.selectFrom('workspace').select('time_zone').where('id', '=', workspace.id).executeTakeFirstOrThrow()).time_zone
  try {
    return new Intl.DateTimeFormat('en', { timeZone: wanted }).resolvedOptions().timeZone
  } catch {
    throw new InvalidInput({ ja: `--zone の「${wanted}」はタイムゾーンではありません。Asia/Tokyo のように指定してください。`, en: `“${wanted}” of --zone is no time zone. Use a name such as Asia/Tokyo.` })
  }
}

/**
 * Ctrl-C, or the end of the launcher. What a product does goes on there; what is done here stops with this process, which loses
 * nothing: each slice is one transaction, and the job is given back so that the next may go on at once.
 */
function leaveOnSignal({ parts }: OpenParts, jobId: string): { workingHere(): void; over(): void } {
  let here = false
  let leaving = false
  const leave = () => {
    if (leaving) return
    leaving = true
    const said = here ? '中断しました。続きは / Stopped. Go on by' : '取り込みは聞き耳で続いています。進み具合は / Kikimimi goes on with it. See how far by'
    process.stderr.write(`\n${said}: npm run import -- --resume ${jobId}\n`)
    const released = here ? release(parts.storage.kysely, jobId) : Promise.resolve()
    void released.catch(() => {}).finally(() => process.exit(130))
  }
  process.on('SIGINT', leave).on('SIGTERM', leave)
  watchParent(leave)
  return {
    workingHere: () => (here = true),
    over: () => void process.off('SIGINT', leave).off('SIGTERM', leave),
  }
}
