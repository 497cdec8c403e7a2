import { sql } from 'kysely'
import { changeChannelState } from '../core/channel/change-channel-state.ts'
import { openAccess } from '../core/channel/open-access.ts'
import { systemScope } from '../core/context.ts'
import { ListenFailure, UnknownEnvelope, type Access, type Connector } from '../core/ports/connector.ts'
import { atLeast, exponential } from '../core/retry.ts'
import { acceptPage } from './accept.ts'
import type { DueChannel } from './due.ts'
import type { Ingest } from './ports.ts'

/** Where the network has not said when to come back. */
const backoff = atLeast(2_500, exponential({ firstMs: 5_000, capMs: 900_000 }))

/** Asks one channel's network for what is new. Each page's rows and its cursor are one transaction: a crash repeats work, it never loses any. */
export async function pollChannel(ingest: Ingest, channel: DueChannel, signal: AbortSignal): Promise<void> {
  const connector = ingest.connectors.get(channel.network)
  if (!connector?.listen) return
  try {
    const access = await openAccess(ingest, channel, signal)
    await takePages(ingest, channel, connector, access)
    await finish(ingest, channel, channel.poll_every_seconds ?? 60, 0)
    if (channel.state === 'limited') await setState(ingest, channel, 'connected', null)
  } catch (error) {
    await handleFailure(ingest, channel, error)
  }
}

async function takePages(ingest: Ingest, channel: DueChannel, connector: Connector, access: Access): Promise<void> {
  let previous = channel.cursor
  for await (const page of connector.listen!(access, channel.cursor)) {
    ingest.failPoint('poll-page')
    if (page.items.length === 0 && page.cursor === previous) break
    const fresh = await acceptPage(ingest.db, channel, page)
    ingest.failPoint('poll-stored')
    if (fresh > 0) await ingest.queue.wake('listen')
    previous = page.cursor
    if (page.waitMs) throw new ListenFailure('the network asks to wait', { kind: 'retry', afterMs: page.waitMs })
  }
}

async function finish(ingest: Ingest, channel: DueChannel, afterSeconds: number, failures: number): Promise<void> {
  await sql`
    update channel set next_poll_at = app.now() + make_interval(secs => ${afterSeconds}), poll_lease_until = null,
           poll_failures = ${failures}, last_polled_at = app.now()
     where id = ${channel.id} and poll_fence = ${channel.poll_fence}`.execute(ingest.db)
}

/** What the network says decides what is next; what it does not say is a passing trouble. */
async function handleFailure(ingest: Ingest, channel: DueChannel, error: unknown): Promise<void> {
  const next = error instanceof ListenFailure ? error.next : { kind: 'retry' as const, afterMs: 0 }
  const failures = channel.poll_failures + 1
  ingest.log.warn({ channel: channel.id, network: channel.network, failures, error: String(error) }, 'poll did not finish')
  const asked = next.kind === 'retry' ? next.afterMs : 0
  await finish(ingest, channel, Math.max(asked, backoff(failures)) / 1000, failures)
  if (next.kind === 'reconnect') {
    await setState(ingest, channel, 'needs_reconnect', {
      ja: 'ネットワークが認証を拒否しました。資格情報を入れ直してください。', en: 'The network refused the credentials. Enter them again.',
    })
  } else if (next.kind === 'limited') await setState(ingest, channel, 'limited', next.words)
  else if (error instanceof UnknownEnvelope) {
    await setState(ingest, channel, 'limited', {
      ja: `ネットワークの応答の形が変わりました（${error.message}）。続きから再開できます。`, en: `The network's answer has another shape (${error.message}). The cursor has not moved.`,
    })
  }
}

function setState(ingest: Ingest, channel: DueChannel, state: 'connected' | 'limited' | 'needs_reconnect', reason: { ja: string; en: string } | null): Promise<void> {
  return ingest.asSystem((db) =>
    ingest.withinWorkspace(db, systemScope(channel.workspace_id, 'poll'), (ctx) => changeChannelState(ctx, { id: channel.id, state, reason })))
}
