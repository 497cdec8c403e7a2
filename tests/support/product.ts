import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assemble } from '../../assemble.ts'
import { readConfig } from '../../core/config.ts'
import { noFailPoint, type FailPoint } from '../../core/fail-point.ts'
import type { Log } from '../../core/log.ts'
import type { Scope } from '../../core/context.ts'
import { startProduct, type Product } from '../../product.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'

export interface TestProduct extends Product {
  database: TestDatabase
  /** Makes 青空製菓 and its administrator 花子 through the set-up link, signed in. */
  setUp(): Promise<Person>
  /** A colleague joins by a one-time link. */
  join(host: Person, who: { name: string; email: string; role: string; teamIds?: string[] }): Promise<Person>
}

/** Someone with a browser: cookies and the origin of the console on every request. */
export interface Person {
  scope: Scope
  name: string
  request(path: string, options?: { method?: string; body?: unknown; headers?: Record<string, string> }): Promise<Answer>
}

export interface Answer {
  status: number
  headers: Headers
  // The tests say what they expect of it.
  body: Record<string, unknown>
}

const origin = 'http://127.0.0.1:8787'

/** The whole product on a database of its own, without workers: `drain` does what is due. */
export async function startTestProduct(options: { env?: Record<string, string>; failPoint?: FailPoint; workers?: boolean; log?: Log; consoleDir?: string } = {}): Promise<TestProduct> {
  const database = await openTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'kikimimi-product-'))
  const config = readConfig({ DATA_DIR: folder, DATABASE_URL: 'postgres://set-below', UNDO_SECONDS: '0', PORT: '0', PUBLIC_URL: origin, ...options.env })
  config.databaseUrl = database.connectionString
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const parts = await assemble(config, { log: options.log ?? silent, failPoint: options.failPoint ?? noFailPoint, env: options.env })
  const product = await startProduct(parts, { consoleDir: options.consoleDir ?? null, workers: options.workers ?? false })
  return {
    ...product, database,
    setUp: () => setUp(product),
    join: (host, who) => joinBy(product, host, who),
    async stop() {
      await product.stop()
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function setUp(product: Product): Promise<Person> {
  const { token } = await product.parts.identity.createSetupLink()
  const answer = await send(product, '/api/setup', { method: 'POST', body: { token, workspaceName: '青空製菓', name: '山田 花子', email: 'hanako@aozora.example', password: 'kumo-no-ue-ha-itsumo-hare' } })
  return personOf(product, answer, '山田 花子')
}

async function joinBy(product: Product, host: Person, who: { name: string; email: string; role: string; teamIds?: string[] }): Promise<Person> {
  const invited = await host.request('/api/invitations', { method: 'POST', body: { email: who.email, role: who.role, teamIds: who.teamIds ?? [] } })
  const token = new URL(String(invited.body['url'])).pathname.split('/').at(-1)!
  const answer = await send(product, `/api/links/${token}`, { method: 'POST', body: { name: who.name, password: `${who.email} no himitsu` } })
  return personOf(product, answer, who.name)
}

async function personOf(product: Product, answer: Answer, name: string): Promise<Person> {
  if (answer.status >= 300) throw new TypeError(`${name} could not sign in: ${JSON.stringify(answer.body)}`)
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ')
  const who = await product.parts.identity.authenticate(new Headers({ cookie }))
  return {
    name,
    scope: await product.parts.identity.scopeFor(who!),
    request: (path, options = {}) => send(product, path, { ...options, headers: { cookie, ...options.headers } }),
  }
}

async function send(product: Product, path: string, options: { method?: string; body?: unknown; headers?: Record<string, string> }): Promise<Answer> {
  const response = await product.fetch(new Request(`${origin}${path}`, {
    method: options.method ?? 'GET',
    headers: { origin, 'sec-fetch-site': 'same-origin', ...(options.body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  }))
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as Record<string, unknown>) : {} }
}
