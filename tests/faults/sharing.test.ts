import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureConsole } from '../../commands/build-console.ts'
import { signLine } from '../../fixtures/simulators/line.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { setUpCompany, startNetworks, type Company, type Networks } from './company.ts'
import { countFaults } from './count-faults.ts'
import { openDatabaseDoor, type DatabaseDoor } from './database-door.ts'
import { startLoad } from './load.ts'
import { startRunning, type RunningProduct } from './running-product.ts'
import { seeded } from './seeded.ts'
import { pass, untilSettled } from './settle.ts'

/** Several processes on one database, and a database that goes away while the processes stay. */
const seed = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31))

let database: TestDatabase
let door: DatabaseDoor
let networks: Networks
let folder: string
let company: Company
let front: RunningProduct
let workers: RunningProduct[]

beforeAll(async () => {
  process.stdout.write(`sharing: FAULT_SEED=${seed}\n`)
  await ensureConsole()
  folder = mkdtempSync(join(tmpdir(), 'kikimimi-sharing-'))
  ;[database, networks] = await Promise.all([openTestDatabase(), startNetworks()])
  door = await openDatabaseDoor(database.connectionString)
  front = await start('ingest,publish,api', true)
  company = await setUpCompany(front.url!, front.setupToken!, networks)
  workers = await Promise.all([start('listen'), start('listen')])
})
afterAll(async () => {
  for (const one of [front, ...(workers ?? [])]) one?.kill('SIGKILL')
  await Promise.all([front?.ended, ...(workers ?? []).map((one) => one.ended)])
  await networks?.stop()
  await door?.close()
  await database?.close()
  rmSync(folder, { recursive: true, force: true })
})

function start(roles: string, firstTime = false): Promise<RunningProduct> {
  return startRunning({ roles, firstTime, env: {
    DATA_DIR: folder, DATABASE_URL: door.connectionString, UNDO_SECONDS: '0', SENDING_LEASE_SECONDS: '5', SETTLE_SECONDS: '5', MISSED_MINUTES: '100000', ...networks.env,
  } })
}

test('two processes that listen share the work, whichever of them dies', async () => {
  const file = join(folder, 'acknowledged')
  writeFileSync(file, '')
  const load = startLoad({ networks, company, base: () => front.url, random: seeded(seed), file })
  await untilTaken(() => load.statuses.get(200) ?? 0, 60)
  workers[0]!.kill('SIGKILL')
  await workers[0]!.ended
  workers[0] = await start('listen')
  await pass(database.kysely, networks, 40)
  await untilTaken(() => load.statuses.get(200) ?? 0, 60)
  await load.stop()
  await untilSettled(database.kysely, networks)
  const report = await countFaults(database.kysely, load, networks, file)
  expect(report).toEqual({ lost: [], dup: [], double: [], phantom: [], silent: [], wrong: [] })
})

test('while Postgres is gone, webhooks are asked to come again, and challenges are answered', async () => {
  const body = JSON.stringify({ destination: networks.line.state.bot.userId, events: [{ type: 'message', webhookEventId: '01HOSHI', timestamp: networks.line.clock.now(), source: { type: 'user', userId: `U${'a'.repeat(32)}` }, message: { type: 'text', id: '700700', text: '星はまだ見えますか' } }] })
  const send = () => fetch(`${front.url}${company.paths.line}`, { method: 'POST', body, headers: { 'x-line-signature': signLine(body, networks.line.credentials.channelSecret) } })
  door.shut()
  for (const answer of await Promise.all([send(), send(), send()])) {
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  const begun = performance.now()
  const challenged = await networks.x.registrations.challenge(networks.x.registrations.addWebhook(`${front.url}${company.paths.x}`))
  expect(challenged).toBe(true)
  expect(performance.now() - begun).toBeLessThan(1000)
  expect((await fetch(`${front.url}/readyz`)).status).toBe(503)
  door.open()
  for (let waited = 0; (await send()).status !== 200; waited += 100) {
    expect(waited).toBeLessThan(10_000)
    await sleep(100)
  }
  await untilSettled(database.kysely, networks)
  const stored = await database.kysely.selectFrom('mention').select('text').where('external_id', '=', '700700').execute()
  expect(stored).toEqual([{ text: '星はまだ見えますか' }])
  expect([front, ...workers].map((one) => one.hasEnded())).toEqual([false, false, false])
})

async function untilTaken(taken: () => number, more: number): Promise<void> {
  const enough = taken() + more
  for (let waited = 0; taken() < enough; waited += 20) {
    expect(waited, front.output()).toBeLessThan(60_000)
    await sleep(20)
  }
}
