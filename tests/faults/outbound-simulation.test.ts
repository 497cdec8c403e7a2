import { randomInt, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ports } from '../../core/context.ts'
import { newId } from '../../core/id.ts'
import type { Idempotency } from '../../core/ports/connector.ts'
import type { WorkQueue } from '../../core/ports/work-queue.ts'
import { createLanguage } from '../../pipeline/language/create-language.ts'
import type { Publish } from '../../pipeline/publish/ports.ts'
import { drainOutbox } from '../../pipeline/publish/worker.ts'
import { openOutbound } from '../../storage/outbound/open-outbound.ts'
import { createPostgresMentionIndex } from '../../storage/postgres/mention-index/create-mention-index.ts'
import { makeAsSystem, makeWithinWorkspace } from '../../storage/postgres/scope.ts'
import { openSecrets } from '../../storage/secrets/open-secrets.ts'
import { advanceClock, openTestDatabase, type TestDatabase } from '../support/database.ts'
import { seedWorkspace, type SeededWorkspace } from '../support/people.ts'
import { makeNetwork, type Network } from './outbound-network.ts'
import { seeded } from './seeded.ts'

/**
 * Our own claim, send, record and reconcile, with real tables, against a network that loses requests, applies them and
 * says nothing, limits, shows late; and a process that dies at every stage. `RUNS` messages a class; `FAULT_SEED` repeats one.
 */
const runs = Number(process.env['RUNS'] ?? 50)
const seed = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31))

/** What each class may end as: only a person's question where the network offers nothing to ask. */
const classes: { idempotency: Idempotency; mayPark: boolean }[] = [
  { idempotency: 'key', mayPark: false },
  { idempotency: 'deterministic', mayPark: false },
  { idempotency: 'handle', mayPark: true },
  { idempotency: 'read-back', mayPark: false },
  { idempotency: 'none', mayPark: true },
]

let database: TestDatabase
let workspace: SeededWorkspace
let keys: string
beforeAll(async () => {
  database = await openTestDatabase()
  workspace = await seedWorkspace(database.kysely)
  keys = mkdtempSync(join(tmpdir(), 'kikimimi-simulation-'))
})
afterAll(async () => {
  await database.close()
  rmSync(keys, { recursive: true, force: true })
})

describe.each(classes)('$idempotency', ({ idempotency, mayPark }) => {
  test.each([1, 3])('%i process(es): nothing twice, nothing unmeant, nothing forgotten', async (processes) => {
    const count = processes === 1 ? runs : Math.max(20, Math.ceil(runs / 5))
    const { network, crashes, ends } = await simulate({ operation: idempotency, idempotency, count, processes })
    const tally = Object.fromEntries([...Map.groupBy(ends.values(), (end) => end.state)].map(([state, own]) => [state, own.length]))
    process.stdout.write(`outbound ${idempotency}: seed ${seed}, ${count} messages, ${processes} process(es), ${crashes} crashes, ${network.unclear()} unclear ends, ${JSON.stringify(tally)}\n`)

    const posts = Map.groupBy(network.posts(), (post) => post.actionId)
    expect([...posts].filter(([, own]) => own.length > 1).map(([id]) => id), 'double').toEqual([])
    expect([...posts.keys()].filter((id) => !ends.has(id)), 'phantom').toEqual([])
    const settled = ['done', 'failed', 'unknown', 'missed']
    expect([...ends].filter(([, end]) => !settled.includes(end.state)), 'silent').toEqual([])
    expect([...ends].filter(([id, end]) => end.state === 'done' && !posts.has(id)), 'said done, not there').toEqual([])
    expect([...ends].filter(([id, end]) => (end.state === 'missed' || end.state === 'failed') && posts.has(id)), 'said not sent, there').toEqual([])
    const parked = tally['unknown'] ?? 0
    expect(parked).toBeLessThanOrEqual(mayPark ? network.unclear() + crashes : 0)
    expect(tally['done'] ?? 0).toBeGreaterThan(mayPark ? 0 : count * 0.9)
  })
})

test('the oracle sees a network that promises more than it keeps', async () => {
  const { network } = await simulate({ operation: 'liar', idempotency: 'deterministic', count: 50, processes: 1 })
  const posts = Map.groupBy(network.posts(), (post) => post.actionId)
  expect([...posts.values()].filter((own) => own.length > 1).length).toBeGreaterThan(0)
})

interface Simulation {
  operation: string
  idempotency: Idempotency
  count: number
  processes: number
}

interface Ended {
  state: string
  externalId: string | null
}

async function simulate({ operation, idempotency, count, processes }: Simulation): Promise<{ network: Network; crashes: number; ends: Map<string, Ended> }> {
  const random = seeded(seed ^ (operation.length * 7919 + processes))
  let passed = 0
  const network = makeNetwork(random, () => passed)
  const { publish, crashes, close } = makePublish(network, random)
  const ids = await writeMessages(operation, idempotency, count)
  const deadline = 6 * 3600
  while (passed < deadline && (await openOf(ids)) > 0) {
    await drainThroughCrashes(publish, processes)
    const seconds = 5 + Math.floor(random() * 60)
    passed += seconds
    await advanceClock(database.kysely, { seconds })
  }
  const rows = await database.kysely.selectFrom('outbound_action').select(['id', 'state', 'external_id']).where('id', 'in', ids).execute()
  await close()
  return { network, crashes: crashes(), ends: new Map(rows.map((row) => [row.id, { state: row.state, externalId: row.external_id }])) }
}

/** A process that dies is started again at once, as a supervisor does. */
async function drainThroughCrashes(publish: Publish, processes: number): Promise<void> {
  for (;;) {
    const ends = await Promise.allSettled(Array.from({ length: processes }, () => drainOutbox(publish, 1)))
    const broken = ends.filter((end) => end.status === 'rejected').map((end) => end.reason as unknown)
    const bugs = broken.filter((reason) => !(reason instanceof Crash))
    if (bugs.length > 0) throw bugs[0]
    if (broken.length === 0) return
  }
}

class Crash extends Error {}

function makePublish(network: Network, random: () => number) {
  let crashes = 0
  const secrets = openSecrets({ keyFile: join(keys, 'kek') })
  const outbound = openOutbound()
  const db = database.kysely
  const ports: Ports = {
    index: createPostgresMentionIndex(), language: createLanguage({ log: () => {} }), connectors: new Map([[network.connector.network, network.connector]]),
    seal: secrets.seal, digest: secrets.digest,
  }
  const publish: Publish = {
    db, asSystem: makeAsSystem(db), withinWorkspace: makeWithinWorkspace(ports), ports, secrets, outbound, baseUrls: {}, queue: noQueue,
    leases: { sendingSeconds: 120, settleSeconds: 90, missedMinutes: 15 },
    failPoint() {
      if (random() >= 0.15) return
      crashes += 1
      throw new Crash()
    },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  }
  return { publish, crashes: () => crashes, close: () => outbound.close() }
}

/** Each by a channel of its own, so that one unclear end keeps no other waiting. */
async function writeMessages(operation: string, idempotency: Idempotency, count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, () => ({ id: newId(), channelId: newId() }))
  const common = { workspace_id: workspace.id, network: 'model' }
  await database.kysely.insertInto('channel').values(rows.map((row) => ({
    ...common, id: row.channelId, app_id: null, external_id: row.channelId, name: 'X公式', handle: null, state_reason: null, credentials: null, cursor: null, poll_every_seconds: null, quota: null,
  }))).execute()
  await database.kysely.insertInto('outbound_action').values(rows.map((row) => ({
    ...common, id: row.id, channel_id: row.channelId, conversation_id: null, operation, idempotency, idempotency_key: randomUUID(), dedupe_key: row.id,
    target: JSON.stringify({ inReplyTo: row.id }), text: 'お問い合わせありがとうございます。', due_at: sql<string>`app.now()`, handle: null, external_id: null, url: null, problem: null, created_by: null,
  }))).execute()
  return rows.map((row) => row.id)
}

async function openOf(ids: readonly string[]): Promise<number> {
  const { open } = await database.kysely.selectFrom('outbound_action').select((eb) => eb.fn.countAll<number>().as('open'))
    .where('id', 'in', [...ids]).where('state', 'in', ['held', 'due', 'sending']).executeTakeFirstOrThrow()
  return open
}

/** The simulation drains by hand; nothing needs waking. */
const noQueue: WorkQueue = {
  name: 'none', wake: async () => {}, listen: async () => ({ close: async () => {} }), schedule: async () => {}, idle: async () => {}, depth: async () => ({}), close: async () => {},
}
