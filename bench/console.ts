import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRunning } from '../storage/embedded/server-file.ts'
import { openPool } from '../storage/postgres/pool.ts'
import { percentile, type Figures } from './figures.ts'
import type { Running } from './running.ts'
import { send, signWebhooks } from './webhooks.ts'

const rate = 200

/**
 * From the first byte of a webhook to the moderator's screen, at 200 a second: a tab hears `new-count`, asks for the inbox again,
 * and its answer holds the mention. @returns the memory while it lasted.
 */
export async function benchConsole(running: Running, seconds: number, figures: Figures): Promise<{ node: number; postgres: number }> {
  const webhooks = signWebhooks(running, seconds * rate, '画面')
  const sent = new Map<string, number>()
  const told: number[] = []
  const seen: { at: number; snapshot: number }[] = []
  const leaving = new AbortController()
  const tab = followTab(running, leaving.signal, told, seen)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const begun = performance.now()
  const answers: Promise<number>[] = []
  let memory = running.memory()
  for (let n = 0; n < webhooks.length; n++) {
    const wait = begun + (n * 1000) / rate - performance.now()
    if (wait > 1) await sleep(wait)
    sent.set(webhooks[n]!.externalId, performance.now())
    answers.push(send(running.url, webhooks[n]!, agent))
    if (n === webhooks.length >> 1) memory = running.memory()
  }
  const statuses = await Promise.all(answers)
  const arrivals = await untilStored(running, [...sent.keys()])
  const newest = Math.max(...arrivals.values())
  for (let waited = 0; waited < 20_000 && (seen.at(-1)?.snapshot ?? 0) < newest; waited += 50) await sleep(50)
  leaving.abort()
  await tab
  agent.destroy()
  const took = [...arrivals].map(([id, arrival]) => (seen.find((look) => look.snapshot >= arrival)?.at ?? Infinity) - sent.get(id)!)
  figures.add({ name: 'console/webhook to screen p50', value: percentile(took, 0.5), unit: 'ms', note: `${rate}/s for ${seconds} s, ${told.length} notices, ${statuses.filter((status) => status !== 200).length} refused` })
  figures.add({ name: 'console/webhook to screen p99', value: percentile(took, 0.99), unit: 'ms', goal: { most: 1000 } })
  return memory
}

/** One tab: the stream says that there is more, the list is drawn again; one refetch at a time. */
async function followTab({ url, company }: Running, signal: AbortSignal, told: number[], seen: { at: number; snapshot: number }[]): Promise<void> {
  const stream = await fetch(`${url}/api/events`, { headers: { authorization: `Bearer ${company.token}` }, signal })
  const decoder = new TextDecoder()
  let busy = false
  let again = false
  const look = async (): Promise<void> => {
    again = true
    if (busy) return
    for (busy = true; again; ) {
      again = false
      const list = await company.call(url, '/api/conversations?view=waiting&limit=50')
      seen.push({ at: performance.now(), snapshot: Number(list.body['snapshot']) })
    }
    busy = false
  }
  try {
    for await (const chunk of stream.body!) {
      if (!decoder.decode(chunk as Uint8Array, { stream: true }).includes('event: new-count')) continue
      told.push(performance.now())
      void look().catch(() => {})
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function untilStored({ dataDir }: Running, ids: string[]): Promise<Map<string, number>> {
  const pool = openPool(isRunning(dataDir)!.connectionString, { max: 1, name: 'bench' })
  try {
    for (let waited = 0; waited < 60_000; waited += 100) {
      const { rows } = await pool.query<{ external_id: string; arrival: number }>('select external_id, arrival from mention where network = $1 and external_id = any($2)', ['line', ids])
      if (rows.length === ids.length) return new Map(rows.map((row) => [row.external_id, row.arrival]))
      await sleep(100)
    }
    throw new Error('not every mention was stored within a minute')
  } finally {
    await pool.end()
  }
}
