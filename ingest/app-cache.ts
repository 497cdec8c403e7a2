import type { Ingest } from './ports.ts'

/** What verifying needs of one app. */
export interface KnownApp {
  id: string
  workspaceId: string
  network: string
  secrets: Record<string, string>
  channels: ReadonlyMap<string, string>
}

export interface AppCache {
  /** Null when no app has this address. Throws when the database does not answer and nothing is remembered. */
  find(network: string, key: string): Promise<KnownApp | null>
  forget(): void
}

/** Anything else, such as a NUL that the database refuses, is no address of ours. */
const keyForm = /^[\w-]{1,100}$/

/** Kept in memory, so that a network's challenge is answered while Postgres is down. */
export function createAppCache(ingest: Ingest, freshMs = 15_000): AppCache {
  const known = new Map<string, { app: KnownApp | null; at: number }>()
  /** Whoever guesses addresses must not push out those that are real. */
  function forgetStrangers(): void {
    for (const [key, { app }] of known) if (app === null) known.delete(key)
  }

  return {
    async find(network, key) {
      if (!keyForm.test(key)) return null
      const remembered = known.get(key)
      if (remembered && performance.now() - remembered.at < freshMs) return match(remembered.app, network)
      try {
        const app = await load(ingest, key)
        if (known.size > 10_000) forgetStrangers()
        known.set(key, { app, at: performance.now() })
        return match(app, network)
      } catch (error) {
        if (remembered?.app) return match(remembered.app, network)
        throw error
      }
    },
    forget: () => known.clear(),
  }
}

function match(app: KnownApp | null, network: string): KnownApp | null {
  return app?.network === network ? app : null
}

async function load(ingest: Ingest, key: string): Promise<KnownApp | null> {
  const app = await ingest.db.selectFrom('app').selectAll().where('key', '=', key).executeTakeFirst()
  if (!app) return null
  const channels = await ingest.db.selectFrom('channel').select(['id', 'external_id'])
    .where('workspace_id', '=', app.workspace_id).where('app_id', '=', app.id).execute()
  const sealed = ingest.secrets.open(app.secrets, { workspaceId: app.workspace_id, rowId: app.id, network: app.network, column: 'secrets' })
  return {
    id: app.id, workspaceId: app.workspace_id, network: app.network,
    secrets: JSON.parse(sealed) as Record<string, string>,
    channels: new Map(channels.map((channel) => [channel.external_id, channel.id])),
  }
}
