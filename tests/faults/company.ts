import { startSimulator } from '../../fixtures/simulators/simulators.ts'
import type { LineSimulator } from '../../fixtures/simulators/line.ts'
import type { XSimulator } from '../../fixtures/simulators/x.ts'

/** The two networks of 風待製菓, and what the product is told about them. */
export interface Networks {
  x: XSimulator
  line: LineSimulator
  env: Record<string, string>
  stop(): Promise<void>
}

export async function startNetworks(): Promise<Networks> {
  const [x, line] = await Promise.all([startSimulator('x', { limits: {} }), startSimulator('line')])
  // The quota of a month is not what these tests are about.
  line.state.quota = undefined
  return {
    x, line,
    env: { X_BASE_URL: x.url, LINE_BASE_URL: line.url, LINE_DATA_BASE_URL: line.url, LINE_STICKER_BASE_URL: line.url },
    async stop() { await Promise.all([x.stop(), line.stop()]) },
  }
}

/** What a program of the company needs to speak to the product. */
export interface Company {
  /** A token of an administrator. */
  token: string
  paths: Record<'x' | 'line', string>
  /** Calls the API at wherever the product serves now; network errors are thrown. */
  call(base: string, path: string, options?: CallOptions): Promise<{ status: number; body: Record<string, unknown> }>
}

export interface CallOptions {
  method?: string
  body?: unknown
  headers?: Record<string, string>
}

/** The word that the rule waits for; the generator writes it on purpose. */
export const triggerWord = '返金'

/** Sets up workspace, channels at both networks and one rule, over HTTP as a person would. */
export async function setUpCompany(base: string, setupToken: string, { x, line }: Networks): Promise<Company> {
  const first = await send(base, '/api/setup', { method: 'POST', body: { token: setupToken, workspaceName: '風待製菓', name: '田中 花子', email: 'hanako@kazamachi.example', password: 'kumo-no-ue-ha-itsumo-hare' } })
  if (first.status >= 300) throw new Error(`set-up: ${first.status} ${JSON.stringify(first.body)}`)
  const cookie = first.cookies
  const must = async (path: string, body: unknown) => {
    const answer = await send(base, path, { method: 'POST', body, headers: { cookie } })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const { consumerKey, consumerSecret, bearerToken, accessToken, accessSecret } = x.credentials
  const onX = await must('/api/apps', { network: 'x', name: 'X', credentials: { consumerKey, consumerSecret, bearerToken } })
  await must('/api/channels', { network: 'x', appId: onX['id'], credentials: { accessToken, accessSecret }, pollEverySeconds: 15 })
  const onLine = await must('/api/apps', { network: 'line', name: 'LINE', credentials: { channelSecret: line.credentials.channelSecret } })
  await must('/api/channels', { network: 'line', appId: onLine['id'], credentials: { channelAccessToken: line.credentials.channelAccessToken } })
  await must('/api/rules', { name: '返金はチケットに', conditions: { text: { anyOf: [triggerWord] } }, actions: [{ kind: 'open-ticket', type: 'incident', priority: 'high' }] })
  const { secret } = await must('/api/tokens', { name: '負荷', role: 'administrator', scopes: ['read', 'answer', 'moderate', 'system'], days: 30 })
  const path = (app: Record<string, unknown>) => new URL(String(app['webhookUrl'])).pathname
  return {
    token: String(secret), paths: { x: path(onX), line: path(onLine) },
    call: (at, to, options = {}) => send(at, to, { ...options, headers: { authorization: `Bearer ${String(secret)}`, ...options.headers } }),
  }
}

async function send(base: string, path: string, options: CallOptions) {
  const answer = await fetch(`${base}${path}`, {
    method: options.method ?? 'GET', signal: AbortSignal.timeout(10_000),
    headers: { origin: base, ...(options.body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status, cookies: answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; '),
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  }
}
