import { readFileSync } from 'node:fs'
import { createApi } from './api/app.ts'
import { createMetrics } from './api/metrics.ts'
import type { Parts } from './assemble.ts'
import { makeRunBulk } from './core/conversation/run-bulk.ts'
import { readHealth } from './core/system/read-health.ts'
import { readLanes } from './core/system/read-lanes.ts'
import { previewImport } from './ingest/import/preview-import.ts'
import { makeRunImport } from './ingest/import/run-import.ts'
import { checkChannel, checkCredentials } from './ingest/check-channel.ts'
import { createWebhooks } from './ingest/webhook.ts'
import { drainPolls, startIngesting } from './ingest/worker.ts'
import { openPort, type Fetch, type OpenPort } from './open-port.ts'
import { drainJobs, startJobs, type Runners } from './pipeline/jobs.ts'
import { startChores, sweep } from './pipeline/chores.ts'
import { listenTo } from './pipeline/listen-to.ts'
import { drainIntake, startListening } from './pipeline/listen/worker.ts'
import { drainOutbox, startPublishing } from './pipeline/publish/worker.ts'
import { startRelay } from './pipeline/relay.ts'
import { startSealer } from './pipeline/seal.ts'

export const version = (JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string }).version

/** The running whole: what `npm start` serves and what tests drive. */
export interface Product {
  parts: Parts
  /** One request, without a socket. */
  fetch: Fetch
  /** Opens the ports. @returns the port that was taken. */
  listen(): Promise<number>
  /** Does everything that is due by the database's clock: polls, intake, jobs, outbox, events. */
  drain(): Promise<void>
  stop(): Promise<void>
}

/** Starts the roles that the configuration names. `workers: false` leaves all work to `drain`, so that a test owns the order. */
export async function startProduct(parts: Parts, options: { consoleDir: string | null; workers?: boolean }): Promise<Product> {
  const { config, storage, log } = parts
  const relay = startRelay({ kysely: storage.kysely, notify: parts.notify, log })
  const sealer = await startSealer({ kysely: storage.kysely, pool: storage.pool, log, announce: (heads) => relay.announce(heads), failPoint: parts.pipeline.failPoint })
  const metrics = createMetrics()
  const webhooks = createWebhooks(parts.ingest)
  const listenings: { close(): Promise<void> }[] = []
  const api = createApi({
    config, identity: parts.identity, inWorkspace: parts.inWorkspace, asSystem: parts.asSystem, ports: parts.ports, queue: parts.queue,
    wakeSealer: parts.wakeSealer, notify: parts.notify as (channel: string, payload: string) => Promise<void>,
    listenTo: async (channel, onPayload, onGap) => {
      const listening = await listenTo(storage.pool, channel, onPayload, onGap)
      listenings.push(listening)
      return listening
    },
    checkChannel: (scope, id) => checkChannel(parts.ingest, scope, id),
    checkCredentials: (given) => checkCredentials(parts.ingest, given),
    previewImport, facts: { version, languageVersion: parts.ports.language.version, startedAt: new Date().toISOString(), keyFile: config.keyFile },
    health: () => readHealth(storage.kysely, log), metrics, log, consoleDir: options.consoleDir, version,
  })
  const runners: Runners = { import: makeRunImport(parts.ingest), bulk: makeRunBulk(parts.inWorkspace) }
  const workers = options.workers === false ? [] : await startWorkers(parts, runners)
  const opened: OpenPort[] = []
  const tidying = setInterval(() => parts.identity.tidy().catch((error: unknown) => log.warn({ error: String(error) }, 'old sessions could not be cleared')), 24 * 60 * 60 * 1000)
  tidying.unref()

  const isWebhook = (request: Request) => new URL(request.url).pathname.startsWith('/webhooks/')
  const fetch: Fetch = (request, env) => (isWebhook(request) && config.roles.has('ingest') ? webhooks.fetch(request) : api.fetch(request, env as never))

  return {
    parts,
    fetch,
    async listen() {
      const main = await openPort(config.host, config.port, fetch)
      opened.push(main)
      if (config.webhookPort !== null) {
        // Only what networks may reach; the console stays inside.
        opened.push(await openPort(config.host, config.webhookPort, (request, env) =>
          isWebhook(request) || new URL(request.url).pathname.startsWith('/media/') ? fetch(request, env) : new Response('not found', { status: 404 })))
      }
      if (config.metricsPort !== null) {
        opened.push(await openPort('127.0.0.1', config.metricsPort, async () =>
          new Response(metrics.render(await readLanes(storage.kysely)), { headers: { 'content-type': 'text/plain; version=0.0.4' } })))
      }
      return main.port
    },
    async drain() {
      const signal = new AbortController().signal
      await sweep(parts.pipeline)
      for (let worked = 1; worked > 0; ) {
        worked = (await drainPolls(parts.ingest, signal)) + (await drainIntake(parts.pipeline)) + (await drainJobs(parts.pipeline, runners)) + (await drainOutbox(parts.publish))
      }
      await sealer.drain()
    },
    async stop() {
      clearInterval(tidying)
      await Promise.all(opened.map((port) => port.close()))
      await Promise.all(workers.map((worker) => worker.close()))
      await Promise.all(listenings.map((listening) => listening.close()))
      await sealer.stop()
      await relay.stop()
      await parts.close()
    },
  }
}

async function startWorkers(parts: Parts, runners: Runners): Promise<{ close(): Promise<void> }[]> {
  const { roles } = parts.config
  const started = []
  if (roles.has('ingest')) started.push(await startIngesting(parts.ingest))
  if (roles.has('listen')) started.push(await startListening(parts.pipeline), await startChores(parts.pipeline), await startJobs(parts.pipeline, runners))
  if (roles.has('publish')) started.push(await startPublishing(parts.publish))
  return started
}
