import { EventEmitter } from 'node:events'
import type pg from 'pg'

/** A worker's own view of the shared connection; `release` leaves it to the others. */
export type ClientView = EventEmitter & {
  query(text: string, values?: unknown[]): Promise<pg.QueryResult>
  release(): void
}

export interface SharedClient {
  connect(): Promise<ClientView>
  /** Gives the connection back for good. */
  close(): Promise<void>
}

/**
 * Each worker of BullMQ wants a connection for itself to hear on. They all hear the same channel, so one connection of the pool
 * serves them: a connection fewer is a process fewer in the server. When it breaks every view says so, and the next `connect` makes
 * another.
 */
export function makeSharedClient(pool: pg.Pool): SharedClient {
  let shared: Promise<Shared> | null = null

  async function open(): Promise<Shared> {
    const client = await pool.connect()
    return share(client, () => (shared = null))
  }

  return {
    async connect() {
      shared ??= open()
      try {
        return (await shared).view()
      } catch (error) {
        shared = null
        throw error
      }
    },
    async close() {
      const open = await shared?.catch(() => null)
      open?.end()
    },
  }
}

interface Shared {
  view(): ClientView
  end(): void
}

function share(client: pg.PoolClient, onEnd: () => void): Shared {
  const views = new Set<ClientView>()
  let turn: Promise<unknown> = Promise.resolve()
  let ended = false

  /** A client takes one statement at a time. */
  function query(text: string, values?: unknown[]): Promise<pg.QueryResult> {
    const answer = turn.then(() => client.query(text, values))
    turn = answer.catch(() => {})
    return answer
  }
  function end(): void {
    if (ended) return
    ended = true
    onEnd()
    client.release(true)
  }
  client.on('notification', (message) => {
    for (const view of views) view.emit('notification', message)
  })
  client.on('error', (error) => {
    end()
    for (const view of views) if (view.listenerCount('error') > 0) view.emit('error', error)
  })

  return {
    view() {
      if (ended) throw new Error('the connection has just ended')
      const view: ClientView = Object.assign(new EventEmitter(), { query, release: () => void views.delete(view) })
      views.add(view)
      return view
    },
    end,
  }
}
