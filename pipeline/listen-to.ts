import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Notify } from '../core/notice.ts'
import { reconnectRetry } from '../core/retry.ts'

export interface Listening {
  close(): Promise<void>
}

interface Handler {
  onPayload: (payload: string) => void
  onGap: () => void
}

const listeners = new WeakMap<pg.Pool, ReturnType<typeof makeSharedListener>>()
/** A connection that went away without a word is found by asking it. */
const heartbeatMs = 10_000

/**
 * Hears what any process notifies on the channel. All listeners of a pool share one connection, which is made again when it
 * breaks. What was notified meanwhile is lost: `onGap` is called then, and whoever cannot lose anything polls as well.
 */
export async function listenTo(pool: pg.Pool, channel: string, onPayload: (payload: string) => void, onGap: () => void = () => {}): Promise<Listening> {
  let listener = listeners.get(pool)
  if (!listener) listeners.set(pool, (listener = makeSharedListener(pool)))
  return listener.add(channel, { onPayload, onGap })
}

/** The other side of `listenTo`: a statement of its own, so that no transaction's commit takes the server's lock for it. */
export function notifyThrough(pool: pg.Pool): Notify {
  return async function notify(channel, payload) {
    await pool.query('select pg_notify($1, $2)', [channel, payload])
  }
}

function makeSharedListener(pool: pg.Pool) {
  const handlers = new Map<string, Set<Handler>>()
  let client: pg.PoolClient | null = null
  let connecting: Promise<void> | null = null
  let heartbeat: NodeJS.Timeout | undefined
  let turn: Promise<unknown> = Promise.resolve()

  /** A client takes one statement at a time. */
  function say(to: pg.PoolClient, statement: string): Promise<unknown> {
    const said = turn.then(() => to.query(statement))
    turn = said.catch(() => {})
    return said
  }

  function all(): Handler[] {
    return [...handlers.values()].flatMap((set) => [...set])
  }

  async function connect(): Promise<void> {
    const fresh = await pool.connect()
    // What the lost connection still owes an answer to must not hold up this one.
    turn = Promise.resolve()
    fresh.on('error', () => lose(fresh))
    fresh.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler.onPayload(payload ?? '')
    })
    try {
      for (const channel of handlers.keys()) await say(fresh, `listen "${channel}"`)
    } catch (error) {
      forget(fresh)
      throw error
    }
    client = fresh
    heartbeat = setInterval(() => void ask(fresh), heartbeatMs)
    heartbeat.unref()
  }

  async function ask(current: pg.PoolClient): Promise<void> {
    const answered = await Promise.race([say(current, 'select 1').then(() => true, () => false), sleep(heartbeatMs / 2, false, { ref: false })])
    if (!answered) lose(current)
  }

  function lose(current: pg.PoolClient): void {
    if (client !== current) return
    client = null
    clearInterval(heartbeat)
    forget(current)
    void reconnect()
  }

  function reconnect(): Promise<void> {
    connecting ??= (async () => {
      for (let attempt = 1; handlers.size > 0 && client === null; attempt++) {
        await sleep(reconnectRetry(attempt), undefined, { ref: false })
        if (handlers.size > 0) await connect().catch(() => {})
      }
    })().finally(() => {
      connecting = null
      for (const handler of all()) handler.onGap()
    })
    return connecting
  }

  async function start(): Promise<void> {
    connecting ??= connect().finally(() => (connecting = null))
    await connecting
  }

  async function remove(channel: string, handler: Handler): Promise<void> {
    const set = handlers.get(channel)
    if (!set?.delete(handler) || set.size > 0) return
    handlers.delete(channel)
    const current = client
    if (handlers.size > 0) {
      if (current) await say(current, `unlisten "${channel}"`).catch(() => {})
      return
    }
    client = null
    clearInterval(heartbeat)
    if (current) forget(current)
  }

  return {
    async add(channel: string, handler: Handler): Promise<Listening> {
      const set = handlers.get(channel) ?? new Set()
      handlers.set(channel, set.add(handler))
      try {
        if (!client) await start()
        // Somebody else's connection may have begun before this channel was named.
        if (client) await say(client, `listen "${channel}"`)
      } catch (error) {
        await remove(channel, handler)
        throw error
      }
      return { close: () => remove(channel, handler) }
    },
  }
}

/** Destroyed, not returned: nobody else should hear our channels. */
function forget(client: pg.PoolClient): void {
  client.removeAllListeners('notification')
  client.release(true)
}
