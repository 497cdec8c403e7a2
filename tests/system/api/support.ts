import { randomBytes } from 'node:crypto'
import { createApi, type ApiDeps } from '../../../api/app.ts'
import { createMetrics } from '../../../api/metrics.ts'
import type { Log } from '../../../core/log.ts'
import type { Identity } from '../../../core/ports/identity.ts'
import { previewImport } from '../../../ingest/import/preview-import.ts'
import { openIdentity } from '../../../storage/identity/open-identity.ts'
import { makeAsSystem, makeInWorkspace, makeWithinWorkspace } from '../../../storage/postgres/scope.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { testPorts } from './ports.ts'

export interface TestApi {
  db: TestDatabase
  identity: Identity
  deps: ApiDeps
  /** Through the door that a browser has: same origin, one cookie jar a person. */
  browser(options?: { address?: string }): Browser
  /** As a program: no cookies, no origin. */
  request(path: string, init?: RequestInit): Promise<Response>
  woken: string[]
  logged: string[]
  close(): Promise<void>
}

export const origin = 'http://127.0.0.1:8787'

export async function openTestApi(options: { publicUrl?: string; deps?: Partial<ApiDeps> } = {}): Promise<TestApi> {
  const db = await openTestDatabase()
  const publicUrl = new URL(options.publicUrl ?? origin)
  const ports = testPorts()
  const listeners = new Map<string, Set<(payload: string) => void>>()
  const woken: string[] = []
  const logged: string[] = []
  // One process hears itself at once; between processes LISTEN carries the same words.
  const notify = async (channel: string, payload: string) => {
    for (const heard of listeners.get(channel) ?? []) heard(payload)
  }
  const identity = openIdentity({
    kysely: db.kysely, pool: db.pool, publicUrl, secret: randomBytes(32).toString('hex'), withinWorkspace: makeWithinWorkspace(ports), notify,
  })
  const deps: ApiDeps = {
    config: { publicUrl, trustedProxies: [], leases: { intakeSeconds: 30, sendingSeconds: 120, settleSeconds: 90, undoSeconds: 8, missedMinutes: 15 } },
    identity, ports, notify,
    inWorkspace: makeInWorkspace(db.kysely, ports),
    asSystem: makeAsSystem(db.kysely),
    wakeSealer: () => {},
    queue: { wake: async (lane) => void woken.push(lane) },
    listenTo: async (channel, heard) => {
      const set = listeners.get(channel) ?? new Set()
      listeners.set(channel, set.add(heard))
      return { close: async () => void set.delete(heard) }
    },
    checkChannel: async () => {},
    checkCredentials: async (given) => ({ externalId: `account-of-${given.network}`, name: given.network, handle: null, subscribed: null }),
    health: async () => ({ ok: true, parts: { database: { ok: true } } }),
    log: logInto(logged),
    consoleDir: null,
    previewImport,
    facts: { version: '0.0.0-test', languageVersion: ports.language.version, startedAt: new Date(0).toISOString(), keyFile: '/keys/kek' },
    metrics: createMetrics(),
    version: '0.0.0-test',
    ...options.deps,
  }
  const api = createApi(deps)
  const request = async (path: string, init: RequestInit = {}) => api.request(new URL(path, publicUrl).href, init, { incoming: { socket: { remoteAddress: '127.0.0.1' } } })
  return {
    db, identity, deps, woken, logged, request,
    browser: ({ address = '127.0.0.1' } = {}) => new Browser((url, init) => api.request(url, init, { incoming: { socket: { remoteAddress: address } } }), publicUrl),
    close: () => db.close(),
  }
}

/** Keeps cookies and says where it comes from, as browsers do. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #send: (url: string, init: RequestInit) => Response | Promise<Response>
  readonly #publicUrl: URL

  constructor(send: (url: string, init: RequestInit) => Response | Promise<Response>, publicUrl: URL) {
    this.#send = send
    this.#publicUrl = publicUrl
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('GET', path, undefined, headers)
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('POST', path, body, headers)
  }

  patch(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('PATCH', path, body, headers)
  }

  delete(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('DELETE', path, undefined, headers)
  }

  async send(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> {
    const headers = new Headers({ 'Sec-Fetch-Site': 'same-origin', Origin: this.#publicUrl.origin, ...more })
    if (this.cookies.size > 0) headers.set('Cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    if (body !== undefined && !(body instanceof FormData)) headers.set('Content-Type', 'application/json')
    const payload = body === undefined ? null : body instanceof FormData ? body : JSON.stringify(body)
    const response = await this.#send(new URL(path, this.#publicUrl).href, { method, headers, body: payload })
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie)
    return response
  }

  #keep(cookie: string): void {
    const [pair, ...attributes] = cookie.split(';').map((part) => part.trim()) as [string, ...string[]]
    const name = pair.slice(0, pair.indexOf('='))
    const gone = attributes.some((attribute) => /^max-age=0$/i.test(attribute)) || pair.endsWith('=')
    if (gone) this.cookies.delete(name)
    else this.cookies.set(name, pair.slice(name.length + 1))
  }
}

export const password = 'momiji-no-akai-kaze'

/** 花子 sets the product up through the one-time link and is its first administrator. */
export async function setUpAozora(api: TestApi): Promise<{ hanako: Browser; workspaceId: string; userId: string }> {
  const { token } = await api.identity.createSetupLink()
  const hanako = api.browser()
  const answer = await hanako.post('/api/setup', { token, workspaceName: '青空製菓', name: '山田 花子', email: 'hanako@aozora.example.jp', password })
  if (answer.status !== 200) throw new Error(`set-up answered ${answer.status}: ${await answer.text()}`)
  const me = await (await hanako.get('/api/me')).json() as { user: { id: string }; workspace: { id: string } }
  return { hanako, workspaceId: me.workspace.id, userId: me.user.id }
}

function logInto(lines: string[]): Log {
  const write = (level: string) => (facts: object, words: string) => void lines.push(JSON.stringify({ level, words, ...facts }))
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
