import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureConsole } from '../../commands/build-console.ts'
import type { FailStage } from '../../core/fail-point.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { setUpCompany, startNetworks, type Company, type Networks } from './company.ts'
import { countFaults } from './count-faults.ts'
import { startLoad, type Load } from './load.ts'
import { startRunning, type RunningProduct } from './running-product.ts'
import { seeded } from './seeded.ts'
import { pass, untilSettled } from './settle.ts'

/**
 * `kill -9` of the whole product at every stage, under load, again and again on one database, and then once more at random
 * times. Afterwards three sets are compared: what was acknowledged, what is stored, and what exists at the networks.
 */
const rounds = Number(process.env['FAULT_ROUNDS'] ?? 1)
const seed = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31))
const random = seeded(seed)

/** In an order that gives each what it needs: a send cut off leaves something to reconcile. */
const stages: readonly FailStage[] = [
  'accept-stored', 'listen-claimed', 'listen-read', 'listen-analysed', 'listen-threaded', 'listen-stored', 'listen-routed', 'listen-done', 'listen-committed',
  'poll-page', 'poll-stored', 'publish-claimed', 'publish-recorded', 'publish-sent', 'publish-reconciled', 'seal-batch',
]

let database: TestDatabase
let networks: Networks
let folder: string
let company: Company
let running: RunningProduct
let load: Load

beforeAll(async () => {
  process.stdout.write(`kill-stages: FAULT_SEED=${seed} FAULT_ROUNDS=${rounds}\n`)
  await ensureConsole()
  folder = mkdtempSync(join(tmpdir(), 'kikimimi-kill-'))
  writeFileSync(acknowledged(), '')
  ;[database, networks] = await Promise.all([openTestDatabase(), startNetworks()])
  running = await start({}, true)
  company = await setUpCompany(running.url!, running.setupToken!, networks)
  // Ends in good order, so that what was compiled is kept for the many starts that follow.
  running.kill('SIGTERM')
  await running.ended
  load = startLoad({ networks, company, base: () => running.url, random, file: acknowledged() })
})
afterAll(async () => {
  await load?.stop()
  running?.kill('SIGKILL')
  await running?.ended
  await networks?.stop()
  await database?.close()
  rmSync(folder, { recursive: true, force: true })
})

const acknowledged = () => join(folder, 'acknowledged')

function start(env: Record<string, string> = {}, firstTime = false): Promise<RunningProduct> {
  return startRunning({ firstTime, mayDie: 'FAIL_AT' in env, env: {
    DATA_DIR: folder, NODE_COMPILE_CACHE: join(folder, 'compiled'), DATABASE_URL: database.connectionString, UNDO_SECONDS: '0', SENDING_LEASE_SECONDS: '5', SETTLE_SECONDS: '5', INTAKE_LEASE_SECONDS: '150',
    // Time is moved on by minutes after each death; nothing here is about lateness.
    MISSED_MINUTES: '100000', ...networks.env, ...env,
  } })
}

describe('the product is killed', () => {
  test.for(Array.from({ length: rounds }, (_, round) => stages.map((stage) => ({ stage, round }))).flat())('at $stage (round $round)', async ({ stage }) => {
    running.kill('SIGKILL')
    await running.ended
    await pass(database.kysely, networks, 100)
    const nth = 1 + Math.floor(random() * Math.min(rounds, 3))
    // However slow the machine is, what piles up stays small.
    load.allow(50)
    running = await start({ FAIL_AT: `${stage}:${nth}` })
    for (let waited = 0; waited < 60 && !running.hasEnded(); waited++) {
      await Promise.race([running.ended, sleep(1000)])
      load.allow(20)
      // What was cut off before is looked at twice, a minute apart, and keeps its channel until then.
      if (waited % 8 === 7 && /^(publish|poll)/.test(stage)) await pass(database.kysely, networks, 100)
    }
    expect(running.hasEnded(), `${stage}:${nth} was not reached\n${running.output()}`).toBe(true)
    expect(await running.ended).toBe('SIGKILL')
  })

  test.for(Array.from({ length: rounds + 1 }, (_, round) => round))('at a random time (%i)', async () => {
    running = await start()
    await sleep(random() * 1500)
    running.kill('SIGKILL')
    expect(await running.ended).toBe('SIGKILL')
    await pass(database.kysely, networks, 100)
  })

  test('and nothing is lost, doubled or forgotten', async () => {
    running = await start()
    load.allow(50)
    for (let waited = 0; load.promisedReplies.size <= 5 && waited < 60; waited++) await sleep(500)
    await load.stop()
    await untilSettled(database.kysely, networks, 120_000)
    const report = await countFaults(database.kysely, load, networks, acknowledged())
    process.stdout.write(`kill-stages: ${load.owed.size} owed, ${load.promisedReplies.size} replies promised, answers ${JSON.stringify([...load.statuses])}\n`)
    expect(load.owed.size).toBeGreaterThan(100 * rounds)
    expect(load.promisedReplies.size).toBeGreaterThan(5)
    expect(report).toEqual({ lost: [], dup: [], double: [], phantom: [], silent: [], wrong: [] })
  })
})
