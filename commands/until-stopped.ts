import { DomainError } from '../core/errors.ts'
import { watchParent } from '../launch-pipe.ts'

/**
 * Runs a product until Ctrl-C, SIGTERM or the launcher's end, and says in one sentence what kept it from starting.
 * Ctrl-C reaches us from the terminal and again through the launcher: stopping twice is stopping once.
 */
export async function untilStopped(start: () => Promise<{ stop(): Promise<void> }>): Promise<void> {
  const started = start()
  let stopping: Promise<void> | null = null
  const stop = () => (stopping ??= started.then((running) => running.stop(), () => {}).catch(() => {}).then(() => process.exit(0)))
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop)
  watchParent(stop)
  try {
    await started
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`)
    process.exit(1)
  }
}

export function sentenceOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.sentence.ja}\n${error.sentence.en}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
