import type { Listener } from '../../core/ports/work-queue.ts'
import { claimDue } from './claim-due.ts'
import { deliver } from './deliver.ts'
import type { Publish } from './ports.ts'
import { claimUnclear, reconcile } from './reconcile.ts'
import { setAside } from './set-aside.ts'

/** Empties the outbox at each wake. Any number of processes may do so. */
export function startPublishing(publish: Publish): Promise<Listener> {
  return publish.queue.listen('publish', async () => {
    await drainOutbox(publish)
  })
}

/**
 * Works until nothing is due or to be looked at by the database's clock. `atOnce` channels are served side by side, so that
 * a slow network keeps nobody else waiting.
 * @returns how many actions were worked on
 */
export async function drainOutbox(publish: Publish, atOnce = 8): Promise<number> {
  let worked = 0
  for (;;) {
    const moved = await setAside(publish)
    const first = await takeNext(publish)
    const ends = first === null ? [] : await Promise.allSettled([workOn(publish, first), ...Array.from({ length: atOnce - 1 }, () => workOn(publish, null))])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    const done = ends.reduce((sum, end) => sum + (end.status === 'fulfilled' ? end.value : 0), 0)
    if (moved + done === 0) return worked
    worked += moved + done
  }
}

type Work = () => Promise<void>

async function workOn(publish: Publish, first: Work | null): Promise<number> {
  let worked = 0
  for (let work = first ?? await takeNext(publish); work !== null; work = await takeNext(publish)) {
    await work()
    worked += 1
  }
  return worked
}

async function takeNext(publish: Publish): Promise<Work | null> {
  const due = await claimDue(publish)
  if (due) return () => deliver(publish, due)
  const unclear = await claimUnclear(publish)
  return unclear && (() => reconcile(publish, unclear))
}
