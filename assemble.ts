import { connectors as connectorList } from './connectors/index.ts'
import type { Config } from './core/config.ts'
import type { AsSystem, InWorkspace, Ports, WithinWorkspace } from './core/context.ts'
import type { FailPoint } from './core/fail-point.ts'
import { noFailPoint } from './core/fail-point.ts'
import type { Log } from './core/log.ts'
import { makeWakeSealer, type Notify } from './core/notice.ts'
import type { Identity } from './core/ports/identity.ts'
import type { WorkQueue } from './core/ports/work-queue.ts'
import type { Ingest } from './ingest/ports.ts'
import { notifyThrough } from './pipeline/listen-to.ts'
import type { Pipeline } from './pipeline/ports.ts'
import { createLanguage } from './pipeline/language/create-language.ts'
import type { Publish } from './pipeline/publish/ports.ts'
import { openWorkQueue } from './storage/bullmq/open-work-queue.ts'
import { openIdentity } from './storage/identity/open-identity.ts'
import { openStorage, type Storage } from './storage/open.ts'
import { openOutbound } from './storage/outbound/open-outbound.ts'
import { createPostgresMentionIndex } from './storage/postgres/mention-index/create-mention-index.ts'
import { makeAsSystem, makeInWorkspace, makeWithinWorkspace } from './storage/postgres/scope.ts'
import { openSecrets } from './storage/secrets/open-secrets.ts'
import { assertKeysOpen } from './storage/secrets/stored-secrets.ts'

/** Every part, made and introduced to the others; nothing runs yet. */
export interface Parts {
  config: Config
  log: Log
  storage: Storage
  queue: WorkQueue
  ports: Ports
  identity: Identity & { createResetLinkByOperator: ReturnType<typeof openIdentity>['createResetLinkByOperator'] }
  inWorkspace: InWorkspace
  asSystem: AsSystem
  withinWorkspace: WithinWorkspace
  notify: Notify
  wakeSealer: () => void
  ingest: Ingest
  pipeline: Pipeline
  publish: Publish
  close(): Promise<void>
}

export interface AssembleOptions {
  log: Log
  failPoint?: FailPoint
  env?: Record<string, string | undefined>
}

export async function assemble(config: Config, { log, failPoint = noFailPoint, env = {} }: AssembleOptions): Promise<Parts> {
  const storage = await openStorage(config, (line) => log.info({ part: 'postgres' }, line))
  try {
    return await join(config, storage, { log, failPoint, env })
  } catch (error) {
    await storage.close()
    throw error
  }
}

async function join(config: Config, storage: Storage, { log, failPoint, env }: Required<AssembleOptions>): Promise<Parts> {
  const secrets = openSecrets({ keyFile: config.keyFile, formerKeyFiles: config.formerKeyFiles })
  await assertKeysOpen(storage.kysely, secrets)
  const queue = await openWorkQueue({ connectionString: storage.connectionString, redisUrl: config.redisUrl, log: (line) => log.warn({ part: 'queue' }, line) })
  const language = createLanguage({ log: (line) => log.info({ part: 'language' }, line) })
  const outbound = openOutbound({ baseUrls: config.baseUrls, env })
  const connectors = new Map(connectorList.map((connector) => [connector.network, connector]))
  const ports: Ports = { index: createPostgresMentionIndex(), language, connectors, seal: secrets.seal, digest: secrets.digest }
  const notify = notifyThrough(storage.pool)
  const wakeSealer = makeWakeSealer(notify, (ms, then) => setTimeout(then, ms).unref())
  const scoped = wakeAfterCommit(storage, ports, wakeSealer)
  const common = { db: storage.kysely, asSystem: scoped.asSystem, withinWorkspace: scoped.withinWorkspace, queue, failPoint, log }
  const ways = { connectors, secrets, outbound, baseUrls: config.baseUrls }
  return {
    config, log, storage, queue, ports, notify, wakeSealer, ...scoped,
    identity: openIdentity({
      kysely: storage.kysely, pool: storage.pool, publicUrl: config.publicUrl, secret: secrets.digest('cookies', 'identity'),
      withinWorkspace: scoped.withinWorkspace, notify: notify as (channel: string, payload: string) => Promise<void>,
    }),
    ingest: { ...common, ...ways, db: storage.ingestKysely },
    pipeline: { ...common, ports, leaseSeconds: config.leases.intakeSeconds },
    publish: { ...common, ...ways, ports, leases: config.leases },
    async close() {
      await queue.close()
      await language.close()
      await outbound.close()
      await storage.close()
    },
  }
}

/** Any commit may hold events, so the sealer is woken after each, whoever made it. */
function wakeAfterCommit(storage: Storage, ports: Ports, wakeSealer: () => void) {
  const inWorkspace = makeInWorkspace(storage.kysely, ports)
  const asSystem = makeAsSystem(storage.kysely)
  const wake = <T>(result: T): T => {
    wakeSealer()
    return result
  }
  return {
    inWorkspace: ((scope, work) => inWorkspace(scope, work).then(wake)) satisfies InWorkspace,
    asSystem: ((work) => asSystem(work).then(wake)) satisfies AsSystem,
    withinWorkspace: makeWithinWorkspace(ports),
  }
}
