import type { Listener } from '../../core/ports/work-queue.ts'
import { claimDue } from './claim-due.ts'
import { deliver } from './deliver.ts'
import type { Publish } from './ports.ts'
import { claimUnclear, reconcile } from './reconcile.ts'
import { setAside } from './set-aside.ts'

const sweepMs = 5_000

/** Empties the outbox at each wake. Any number of processes may do so. Closing lets what is on its way end, and takes nothing new. */
export async function startPublishing(publish: Publish): Promise<Listener> {
  const stop = new AbortController()
  const listener = await publish.queue.listen('publish', async () => {
    await drainOutbox(publish, 8, stop.signal)
  })
  // Wakes are hints and may be lost; this is the guarantee, once in the whole system however many processes ask.
  await publish.queue.schedule('publish', sweepMs)
  return {
    async close() {
      stop.abort()
      await listener.close()
    },
  }
}

/**
 * Works until nothing is due or to be looked at by the database's clock. `atOnce` channels are served side by side, so that
 * a slow network keeps nobody else waiting.
 * @returns how many actions were worked on
 */
export async function drainOutbox(publish: Publish, atOnce = 8, stop?: AbortSignal): Promise<number> {
  let worked = 0
  for (;;) {
    const moved = stop?.aborted ? 0 : await setAside(publish)
    const first = await takeNext(publish, stop)
    const ends = first === null ? [] : await Promise.allSettled([workOn(publish, first, stop), ...Array.from({ length: atOnce - 1 }, () => workOn(publish, null, stop))])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    const done = ends.reduce((sum, end) => sum + (end.status === 'fulfilled' ? end.value : 0), 0)
    if (moved + done === 0) return worked
    worked += moved + done
  }
}

type Work = () => Promise<void>

async function workOn(publish: Publish, first: Work | null, stop: AbortSignal | undefined): Promise<number> {
  let worked = 0
  for (let work = first ?? await takeNext(publish, stop); work !== null; work = await takeNext(publish, stop)) {
    await work()
    worked += 1
  }
  return worked
}

async function takeNext(publish: Publish, stop: AbortSignal | undefined): Promise<Work | null> {
  if (stop?.aborted) return null
  const due = await claimDue(publish)
  if (due) return () => deliver(publish, due)
  const unclear = await claimUnclear(publish)
  return unclear && (() => reconcile(publish, unclear))
}
