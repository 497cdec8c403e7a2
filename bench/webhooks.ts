import { Agent, request } from 'node:http'
import { buildEvent } from '../fixtures/simulators/line/events.ts'
import { signLine } from '../fixtures/simulators/line.ts'
import { isRunning } from '../storage/embedded/server-file.ts'
import { openPool } from '../storage/postgres/pool.ts'
import { percentile, type Figures } from './figures.ts'
import type { Running } from './running.ts'

const callers = 32

export interface SignedWebhook {
  path: string
  body: string
  headers: Record<string, string>
  externalId: string
}

/** Signed beforehand: the caller's own work is not what is measured. */
export function signWebhooks({ networks: { line }, company }: Running, count: number, name: string): SignedWebhook[] {
  return Array.from({ length: count }, (_, n) => {
    const event = buildEvent(line.state, line.clock, { user: `${name}${n % 500}` }, { type: 'text', text: `${name} ${n} 番の便りです。おいしかったです。` })
    const body = JSON.stringify({ destination: line.state.bot.userId, events: [event] })
    return { path: company.paths.line, body, externalId: (event['message'] as { id: string }).id, headers: { 'content-type': 'application/json', 'x-line-signature': signLine(body, line.credentials.channelSecret) } }
  })
}

/** As many as 32 callers get through, each with one connection and one body at a time; then the row alone, by as many callers. */
export async function benchWebhooks(running: Running, seconds: number, figures: Figures): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers })
  const webhooks = signWebhooks(running, seconds * 3000, '速さ').values()
  const through = await press(seconds, async () => {
    const { value } = webhooks.next()
    if (value && (await send(running.url, value, agent)) !== 200) throw new Error('a webhook was refused')
    return value !== undefined
  })
  agent.destroy()
  const pool = openPool(isRunning(running.dataDir)!.connectionString, { max: 8, name: 'bench', waitMs: 60_000 })
  await pool.query(`create unlogged table if not exists bench_source as select workspace_id, source_id, app_id, channel_id, network, raw from intake order by seq limit 1`)
  let n = 0
  const bare = await press(seconds, async () => {
    await pool.query({ name: 'bare-intake', text: `insert into intake (workspace_id, source_id, app_id, channel_id, network, kind, dedupe_key, raw, state) select workspace_id, source_id, app_id, channel_id, network, 'mention', $1, raw, 'done' from bench_source`, values: [`bare-${n++}`] })
    return true
  })
  await pool.query('drop table bench_source')
  await pool.end()
  figures.add({ name: 'webhooks/signed, stored and answered', value: through.rate, unit: '/s', note: `${callers} callers; bare insert ${Math.round(bare.rate)}/s, ${Math.round((100 * through.rate) / bare.rate)} %` })
  for (const [name, share] of [['p50', 0.5], ['p95', 0.95], ['p99', 0.99]] as const) {
    figures.add({ name: `webhooks/${name}`, value: percentile(through.took, share), unit: 'ms', note: `bare insert ${percentile(bare.took, share).toFixed(1)} ms`, ...(name === 'p99' ? { goal: { most: 100 } } : {}) })
  }
}

/** Each caller goes on until the time is over or nothing is left. */
async function press(seconds: number, once: () => Promise<boolean>): Promise<{ rate: number; took: number[] }> {
  const took: number[] = []
  const begun = performance.now()
  const until = begun + seconds * 1000
  await Promise.all(Array.from({ length: callers }, async () => {
    while (performance.now() < until) {
      const sent = performance.now()
      if (!(await once())) return
      took.push(performance.now() - sent)
    }
  }))
  return { rate: took.length / ((performance.now() - begun) / 1000), took }
}

export function send(base: string, webhook: SignedWebhook, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${base}${webhook.path}`, { method: 'POST', agent, headers: { ...webhook.headers, 'content-length': Buffer.byteLength(webhook.body) } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    call.on('error', reject)
    call.end(webhook.body)
  })
}
