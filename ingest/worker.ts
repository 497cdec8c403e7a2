import type { Listener } from '../core/ports/work-queue.ts'
import { pollDueChannels } from './due.ts'
import { enrich } from './enrich.ts'
import type { Ingest } from './ports.ts'
import { refreshQuotas } from './refresh-quotas.ts'

/** Polls what is due and fetches what a network keeps for a while only. Any number of processes may do so. */
export async function startIngesting(ingest: Ingest): Promise<Listener> {
  const stopping = new AbortController()
  const listener = await ingest.queue.listen('poll', () => drainPolls(ingest, stopping.signal).then(() => undefined), { concurrency: 2 })
  return {
    async close() {
      stopping.abort()
      await listener.close()
    },
  }
}

/** Goes on until no channel is due and nothing waits to be fetched. @returns how much was done. */
export async function drainPolls(ingest: Ingest, signal: AbortSignal): Promise<number> {
  let done = 0
  for (let more = 1; more > 0 && !signal.aborted; done += more) {
    more = (await pollDueChannels(ingest, signal)) + (await refreshQuotas(ingest, signal)) + (await enrich(ingest, signal))
  }
  return done
}
