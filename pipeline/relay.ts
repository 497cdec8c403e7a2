import type { Kysely } from 'kysely'
import type { Head } from '../core/event/seal-events.ts'
import type { Log } from '../core/log.ts'
import type { Notify } from '../core/notice.ts'
import type { Tables } from '../core/tables.ts'

export interface RelayOptions {
  /** As the system role. */
  kysely: Kysely<Tables>
  notify: Notify
  log: Pick<Log, 'error'>
  pollMs?: number
}

export interface Relay {
  /** Tells every process how far each workspace is sealed. Never throws. */
  announce(heads: readonly Head[]): void
  stop(): Promise<void>
}

/** A listener that was cut off for less than this hears the news again. */
const repeatForMs = 60_000

/**
 * Announces new positions as `kikimimi_events` {"workspace", "position"}. Behind the sealer's word stands a poll over the heads:
 * it finds what was sealed by a process that died before it told, and repeats the latest news for a minute. Hearing a position twice
 * does no harm: who listens reads on from where they are.
 */
export function startRelay({ kysely, notify, log, pollMs = 5000 }: RelayOptions): Relay {
  const known = new Map<string, { position: number; since: number }>()
  let sending: Promise<void> = Promise.resolve()
  let stopped = false

  function announce(heads: readonly Head[]): void {
    for (const { workspaceId, position } of heads) {
      if (position > (known.get(workspaceId)?.position ?? 0)) known.set(workspaceId, { position, since: performance.now() })
    }
    sending = sending.then(() => tell(heads))
  }

  async function tell(heads: readonly Head[]): Promise<void> {
    try {
      for (const { workspaceId, position } of heads) await notify('kikimimi_events', JSON.stringify({ workspace: workspaceId, position }))
    } catch (error) {
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'new events could not be announced')
    }
  }

  async function poll(): Promise<void> {
    try {
      const heads = await kysely.selectFrom('event_head').select(['workspace_id as workspaceId', 'position']).execute()
      announce(heads.filter(({ workspaceId, position }) => {
        const last = known.get(workspaceId)
        return !last || position > last.position || performance.now() - last.since < repeatForMs
      }))
    } catch (error) {
      log.error({ error: error instanceof Error ? error.message : String(error) }, 'the heads of the event chains could not be read')
    }
  }

  let polling: Promise<void> = poll()
  const timer = setInterval(() => {
    if (!stopped) polling = polling.then(poll)
  }, pollMs)
  timer.unref()

  return {
    announce,
    async stop() {
      stopped = true
      clearInterval(timer)
      await polling
      await sending
    },
  }
}
