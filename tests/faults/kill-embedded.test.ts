import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureConsole } from '../../commands/build-console.ts'
import type { Tables } from '../../core/tables.ts'
import { isRunning } from '../../storage/embedded/server-file.ts'
import { openKysely, openPool } from '../../storage/postgres/pool.ts'
import { setUpCompany, startNetworks, type Networks } from './company.ts'
import { countFaults } from './count-faults.ts'
import { startLoad, type Load } from './load.ts'
import { startRunning, type RunningProduct } from './running-product.ts'
import { seeded } from './seeded.ts'
import { untilSettled } from './settle.ts'

/** As `npm start` runs it, launcher, product and its own Postgres: each of the three is killed under load, and told to stop. */
const rounds = Number(process.env['FAULT_ROUNDS'] ?? 1)
const seed = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31))
const random = seeded(seed)

let networks: Networks
let dataDir: string
let running: RunningProduct
let load: Load

beforeAll(async () => {
  process.stdout.write(`kill-embedded: FAULT_SEED=${seed} FAULT_ROUNDS=${rounds}\n`)
  await ensureConsole()
  // The socket's path may not be long.
  dataDir = mkdtempSync(join(tmpdir(), 'kiki-'))
  writeFileSync(acknowledged(), '')
  networks = await startNetworks()
  running = await start(true)
  const company = await setUpCompany(running.url!, running.setupToken!, networks)
  load = startLoad({ networks, company, base: () => running.url, random, file: acknowledged() })
})
afterAll(async () => {
  await load?.stop()
  running?.kill('SIGTERM')
  await running?.ended
  await networks?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const acknowledged = () => join(dataDir, 'acknowledged')

function start(firstTime = false): Promise<RunningProduct> {
  return startRunning({ launcher: true, firstTime, env: {
    DATA_DIR: dataDir, UNDO_SECONDS: '0', SENDING_LEASE_SECONDS: '5', SETTLE_SECONDS: '5', MISSED_MINUTES: '100000',
    NODE_COMPILE_CACHE: join(dataDir, 'compiled'), ...networks.env,
  } })
}

/** Lets the load run until this many more messages were acknowledged. */
async function afterSome(count: number): Promise<void> {
  const taken = () => load.statuses.get(200) ?? 0
  const enough = taken() + count
  for (let waited = 0; taken() < enough || !isRunning(dataDir); waited += 20) {
    if (waited > 60_000) throw new Error(`nothing is acknowledged any more:\n${running.output()}`)
    await sleep(20)
  }
  await sleep(random() * 300)
}

async function untilGone(pid: number): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 20) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await sleep(20)
  }
  throw new Error(`process ${pid} does not end`)
}

describe.for(Array.from({ length: rounds }, (_, round) => round))('round %i', () => {
  test('Postgres is killed: the product stays, starts it again, and goes on', async () => {
    await afterSome(20)
    const before = isRunning(dataDir)!
    process.kill(before.postgres.pid, 'SIGKILL')
    await afterSome(20)
    expect(running.hasEnded()).toBe(false)
    const after = isRunning(dataDir)!
    expect(after.supervisor.pid).toBe(before.supervisor.pid)
    expect(after.postgres.pid).not.toBe(before.postgres.pid)
  })

  test('the product is killed: its Postgres goes with it, and the next start finds everything', async () => {
    await afterSome(20)
    const { supervisor, postgres } = isRunning(dataDir)!
    process.kill(supervisor.pid, 'SIGKILL')
    await running.ended
    await untilGone(postgres.pid)
    running = await start()
  })

  test('the launcher is killed: the product ends in good order, Postgres too', async () => {
    await afterSome(20)
    const { supervisor, postgres } = isRunning(dataDir)!
    running.kill('SIGKILL')
    await running.ended
    await Promise.all([untilGone(supervisor.pid), untilGone(postgres.pid)])
    running = await start()
  })

  test('a deployment: SIGTERM under load ends it in good order', async () => {
    await afterSome(20)
    const { postgres } = isRunning(dataDir)!
    running.kill('SIGTERM')
    expect(await running.ended).toBe('0')
    await untilGone(postgres.pid)
    running = await start()
  })
})

test('nothing is lost, doubled or forgotten', async () => {
  await afterSome(10)
  await load.stop()
  const pool = openPool(isRunning(dataDir)!.connectionString, { max: 2, name: 'test' })
  const db: Kysely<Tables> = openKysely(pool)
  try {
    await untilSettled(db, networks)
    const report = await countFaults(db, load, networks, acknowledged())
    process.stdout.write(`kill-embedded: ${load.owed.size} owed, ${load.promisedReplies.size} replies promised, answers ${JSON.stringify([...load.statuses])}\n`)
    expect(report).toEqual({ lost: [], dup: [], double: [], phantom: [], silent: [], wrong: [] })
  } finally {
    await pool.end()
  }
})
