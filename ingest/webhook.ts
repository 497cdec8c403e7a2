import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { parkBody, type Source } from '../core/intake/accept-items.ts'
import { parseJson } from '../core/json.ts'
import { UnknownEnvelope, type Connector, type SignedRequest, type SplitItem } from '../core/ports/connector.ts'
import { createAppCache, type AppCache, type KnownApp } from './app-cache.ts'
import { createGroupAccept, type GroupAccept } from './group-accept.ts'
import type { Ingest } from './ports.ts'

/** Larger than any documented webhook body; above it networks are told 413 before we read on. */
const maxBody = 4 * 1024 * 1024

/**
 * `/webhooks/<network>/<app key>`: verify the signature over the raw body, split, store, then answer.
 * Only 401, 404, 413 and 503 + Retry-After are errors: any other 4xx would make a network drop the event.
 */
export function createWebhooks(ingest: Ingest, cache: AppCache = createAppCache(ingest)): Hono {
  const app = new Hono()
  const accept = createGroupAccept(ingest.db)
  app.use('/webhooks/*', bodyLimit({ maxSize: maxBody, onError: (c) => c.text('too large', 413) }))
  app.get('/webhooks/:network/:key', (c) => answerChallenge(ingest, cache, c.req.raw, c.req.param()))
  app.post('/webhooks/:network/:key', (c) => receive(ingest, cache, accept, c.req.raw, c.req.param()))
  return app
}

type Address = { network: string; key: string }

async function answerChallenge(ingest: Ingest, cache: AppCache, request: Request, address: Address): Promise<Response> {
  const known = await findApp(cache, address)
  if (known instanceof Response) return known
  const connector = ingest.connectors.get(known.network)
  const answer = connector?.handshake?.(await signed(request), known.secrets) ?? null
  if (!answer) return new Response('not found', { status: 404 })
  return new Response(answer.body, { status: answer.status, headers: { 'content-type': answer.contentType } })
}

async function receive(ingest: Ingest, cache: AppCache, accept: GroupAccept, request: Request, address: Address): Promise<Response> {
  const known = await findApp(cache, address)
  if (known instanceof Response) return known
  const connector = ingest.connectors.get(known.network)
  const message = await signed(request)
  if (!connector?.verify?.(message, known.secrets)) return new Response('bad signature', { status: 401 })
  const source: Source = { workspaceId: known.workspaceId, network: known.network, appId: known.id, channelId: null, channels: known.channels }
  try {
    await store(ingest, accept, connector, source, message.body)
  } catch (error) {
    ingest.log.warn({ network: known.network, error: String(error) }, 'webhook could not be stored')
    return unavailable()
  }
  ingest.failPoint('accept-stored')
  return new Response(null, { status: 200 })
}

async function store(ingest: Ingest, accept: GroupAccept, connector: Connector, source: Source, body: Uint8Array): Promise<void> {
  const items = trySplit(connector, body)
  if (typeof items === 'string') {
    await parkBody(ingest.db, source, createHash('sha256').update(body).digest('hex'), body, items)
    return
  }
  if (items.length === 0) return noteTest(ingest, source, body)
  const urgent = items.some((item) => item.urgent)
  if ((await accept(source, items)) > 0) {
    ingest.queue.wake('listen', { urgent }).catch((error: unknown) => ingest.log.warn({ error: String(error) }, 'wake failed; the sweep will find the rows'))
  }
}

/** A reason to park it, or the items. */
function trySplit(connector: Connector, body: Uint8Array): SplitItem[] | string {
  try {
    return connector.split(parseJson(body))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnknownEnvelope) return error.message
    return `split failed: ${String(error)}`
  }
}

/** A signed body without events is a network's test: the way in is proved. */
async function noteTest(ingest: Ingest, source: Source, body: Uint8Array): Promise<void> {
  const text = new TextDecoder().decode(body)
  const named = [...source.channels].filter(([externalId]) => text.includes(externalId)).map(([, id]) => id)
  const ids = named.length > 0 ? named : [...source.channels.values()]
  if (ids.length === 0) return
  await ingest.db.updateTable('channel').set((eb) => ({ test_event_at: eb.fn('app.now') })).where('id', 'in', ids).execute()
}

async function findApp(cache: AppCache, address: Address): Promise<KnownApp | Response> {
  try {
    return (await cache.find(address.network, address.key)) ?? new Response('not found', { status: 404 })
  } catch {
    return unavailable()
  }
}

async function signed(request: Request): Promise<SignedRequest> {
  return { method: request.method, url: new URL(request.url), headers: request.headers, body: new Uint8Array(await request.arrayBuffer()) }
}

function unavailable(): Response {
  return new Response('try again', { status: 503, headers: { 'retry-after': '5' } })
}
