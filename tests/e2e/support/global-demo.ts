import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'
import { assemble } from '../../../assemble.ts'
import { ensureConsole } from '../../../commands/build-console.ts'
import { furnish } from '../../../commands/demo/furnish.ts'
import { withRealPort } from '../../../commands/real-port.ts'
import { readConfig } from '../../../core/config.ts'
import type { Scope } from '../../../core/context.ts'
import { readLanes } from '../../../core/system/read-lanes.ts'
import { playDay } from '../../../fixtures/scenarios/play.ts'
import { startSimulator } from '../../../fixtures/simulators/simulators.ts'
import { startProduct, type Product } from '../../../product.ts'

declare module 'vitest' {
  interface ProvidedContext {
    demo: Demo
  }
}

/** The furnished product of this run, as tests in other processes can reach it. */
export interface Demo {
  origin: string
  x: string
  line: string
  /** A session for each person, by given name. */
  cookies: Record<string, { name: string; value: string }[]>
  /** Sign-in links that nobody has used. */
  links: string[]
  consoleDir: string
}

/** One demo for the whole run: the day as `npm run demo` plays it, without the trickle, so that lists move only when a test moves them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'kikimimi-e2e-'))
  const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const teardown = async () => {
    for (const close of closing.toReversed()) await close()
  }
  try {
    project.provide('demo', await startDemo(folder, closing))
  } catch (error) {
    await teardown()
    throw error
  }
  return teardown
}

async function startDemo(folder: string, closing: (() => unknown)[]): Promise<Demo> {
  const consoleDir = join(folder, 'console')
  cpSync((await ensureConsole()).dir, consoleDir, { recursive: true })
  const [x, line] = await Promise.all([startSimulator('x', { limits: {} }), startSimulator('line')])
  closing.push(() => Promise.all([x.stop(), line.stop()]))
  const config = await withRealPort(readConfig({
    DATA_DIR: join(folder, 'data'), PORT: '0', X_BASE_URL: x.url, LINE_BASE_URL: line.url, LINE_DATA_BASE_URL: line.url, LINE_STICKER_BASE_URL: line.url,
  }))
  const silent = { debug() {}, info() {}, warn() {}, error: (...what: unknown[]) => console.error(...what) }
  const product = await startProduct(await assemble(config, { log: silent }), { consoleDir })
  closing.push(() => product.stop())
  const origin = `http://127.0.0.1:${await product.listen()}`
  const { scope } = await furnish(product, { x, line, origin, shownOrigin: origin })
  const day = playDay({ x, line, pace: 'burst', trickleSeconds: 0 })
  closing.push(() => day.stop())
  await day.placed
  await arrived(product)
  return { origin, x: x.url, line: line.url, consoleDir, ...(await signIn(product, scope, origin)) }
}

/** LINE's part comes by webhook, X's by its poll: all of it is in when the number of mentions rests above what LINE alone brings. */
async function arrived(product: Product): Promise<void> {
  const { kysely } = product.parts.storage
  for (let before = 0, rest = 0; rest < 4; ) {
    await wait(400)
    const { count } = await kysely.selectFrom('mention').select((of) => of.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    const lanes = await readLanes(kysely)
    const still = Number(count) === before && before > 400 && lanes.every((lane) => lane.lane === 'outbound' || lane.depth === 0)
    rest = still ? rest + 1 : 0
    before = Number(count)
  }
}

async function signIn(product: Product, scope: Scope, origin: string): Promise<Pick<Demo, 'cookies' | 'links'>> {
  const { identity, storage } = product.parts
  const members = await storage.kysely.selectFrom('member').select(['user_id', 'name']).where('workspace_id', '=', scope.workspaceId).execute()
  const cookies: Demo['cookies'] = {}
  for (const { user_id: userId, name } of members) {
    const { token } = await identity.createSigninLink(userId)
    const answer = await fetch(`${origin}/api/links/${token}`, { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body: '{}' })
    if (!answer.ok) throw new TypeError(`${name} could not sign in: ${answer.status} ${await answer.text()}`)
    cookies[name.split(' ')[1]!] = answer.headers.getSetCookie().map((line) => ({ name: line.slice(0, line.indexOf('=')), value: line.slice(line.indexOf('=') + 1).split(';')[0]! }))
  }
  const hanako = members.find(({ name }) => name === '田中 花子')!
  const links = await Promise.all([1, 2].map(async () => `${origin}/link/${(await identity.createSigninLink(hanako.user_id)).token}`))
  return { cookies, links }
}
