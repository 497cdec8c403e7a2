import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { assemble, type Parts } from '../assemble.ts'
import { connectChannel } from '../core/channel/connect-channel.ts'
import { createApp } from '../core/channel/create-app.ts'
import { readConfig } from '../core/config.ts'
import type { Scope } from '../core/context.ts'
import type { Source } from '../core/intake/accept-items.ts'
import { startProduct, type Product } from '../product.ts'
import { isRunning } from '../storage/embedded/server-file.ts'
import { migrations } from '../storage/migrations/index.ts'
import { migrate } from '../storage/postgres/migrate.ts'
import { openKysely, openPool } from '../storage/postgres/pool.ts'
import { accounts, secrets } from './corpus.ts'

/** The product in this process on an embedded Postgres, with X and LINE connected and no worker running, and a second database beside it. */
export interface World {
  parts: Parts
  product: Product
  scope: Scope
  sources: Record<'x' | 'line', Source>
  /** Where webhooks of each network arrive. */
  urls: Record<'x' | 'line', string>
  /** The same schema on the same server, for the bare insert. */
  bare: pg.Pool
  superuser: pg.Pool
  stop(): Promise<void>
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

export async function openWorld(): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kiki-'))
  const parts = await assemble(readConfig({ DATA_DIR: dataDir, PORT: '0' }), { log: silent })
  const product = await startProduct(parts, { consoleDir: null, workers: false })
  const server = isRunning(dataDir)!
  const superuser = openPool(server.superuserConnectionString, { max: 1, name: 'bench', statementTimeoutMs: 0 })
  await superuser.query('create database bare owner kikimimi')
  const bareUrl = new URL(server.connectionString)
  bareUrl.pathname = '/bare'
  const bare = openPool(bareUrl.toString(), { max: 16, name: 'bench', waitMs: 60_000 })
  await migrate(openKysely(bare), migrations)
  const { scope, sources, urls } = await furnish(parts)
  return {
    parts, product, scope, sources, urls, bare, superuser,
    async stop() {
      await Promise.all([bare.end(), superuser.end()])
      await product.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function furnish(parts: Parts): Promise<Pick<World, 'scope' | 'sources' | 'urls'>> {
  const { token } = await parts.identity.createSetupLink()
  const visitor = { headers: new Headers({ host: '127.0.0.1' }), address: '127.0.0.1' }
  const made = await parts.identity.setUp({ token, workspaceName: '風待製菓', name: '田中 花子', email: 'hanako@kazamachi.example', password: 'kumo-no-ue-ha-itsumo-hare' }, visitor)
  const scope: Scope = { workspaceId: made.workspaceId, actor: { kind: 'user', id: made.userId, name: '田中 花子' }, role: 'administrator', teamIds: [], channels: 'all' }
  const connect = async (network: 'x' | 'line', credentials: Record<string, string>, own: Record<string, string>, externalId: string, handle: string | null) => {
    const addresses = { publicUrl: new URL('http://127.0.0.1') }
    const app = await parts.inWorkspace(scope, (ctx) => createApp(ctx, { network, name: network, credentials }, addresses))
    // Nothing is asked of a network here, so nothing needs to answer.
    const channel = await parts.inWorkspace(scope, (ctx) => connectChannel(ctx, { network, appId: app.id, credentials: own, config: {} }, { externalId, name: network, handle, subscribed: true }, addresses))
    const source: Source = { workspaceId: made.workspaceId, network, appId: app.id, channelId: null, channels: new Map([[externalId, channel.id]]) }
    return { source, url: app.webhookUrl }
  }
  const x = await connect('x', { consumerKey: 'bench', consumerSecret: secrets.consumerSecret, bearerToken: 'bench' }, { accessToken: 'bench', accessSecret: 'bench' }, accounts.x.id, accounts.x.handle)
  const line = await connect('line', { channelSecret: secrets.channelSecret }, { channelAccessToken: 'bench' }, accounts.line.id, null)
  return { scope, sources: { x: x.source, line: line.source }, urls: { x: x.url, line: line.url } }
}
