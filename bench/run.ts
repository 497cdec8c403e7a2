import { setTimeout as sleep } from 'node:timers/promises'
import { benchConsole } from './console.ts'
import { makeCorpus } from './corpus.ts'
import type { Figures } from './figures.ts'
import { benchIngest } from './ingest.ts'
import { startAsOperator } from './running.ts'
import { benchSearch } from './search.ts'
import { benchWebhooks } from './webhooks.ts'
import { openWorld } from './world.ts'

export type BenchSize = 'quick' | 'normal' | 'full'

const sizes = {
  quick: { ingest: { mentions: 4000, runs: 3 }, search: { mentions: 40_000, times: 30 }, webhookSeconds: 4, consoleSeconds: 6, idleSeconds: 10 },
  normal: { ingest: { mentions: 20_000, runs: 5 }, search: { mentions: 200_000, times: 100 }, webhookSeconds: 15, consoleSeconds: 30, idleSeconds: 60 },
  full: { ingest: { mentions: 20_000, runs: 5 }, search: { mentions: 1_000_000, times: 100 }, webhookSeconds: 30, consoleSeconds: 60, idleSeconds: 60 },
} as const

export const benchParts = ['running', 'ingest', 'search'] as const

/** Everything on loopback and in folders of its own, which are gone afterwards. */
export async function runBench(size: BenchSize, parts: ReadonlySet<string>, figures: Figures): Promise<void> {
  const asked = sizes[size]
  if (parts.has('running')) await benchRunning(asked, figures)
  if (!parts.has('ingest') && !parts.has('search')) return
  const world = await openWorld()
  const corpus = makeCorpus()
  try {
    if (parts.has('ingest')) await benchIngest(world, corpus, asked.ingest, figures)
    if (parts.has('search')) await benchSearch(world, corpus, asked.search, figures)
  } finally {
    await world.stop()
  }
}

/** Start, memory, webhooks and console belong to one product that lives as an operator's does. */
async function benchRunning({ webhookSeconds, consoleSeconds, idleSeconds }: (typeof sizes)[BenchSize], figures: Figures): Promise<void> {
  const { running, coldMs } = await startAsOperator()
  try {
    figures.add({ name: 'start/first, with a new database', value: coldMs / 1000, unit: 's', goal: { most: 60 } })
    figures.add({ name: 'start/again', value: (await running.restart()) / 1000, unit: 's', goal: { most: 5 } })
    await sleep(idleSeconds * 1000)
    const idle = running.memory()
    figures.add({ name: 'memory/idle', value: idle.node + idle.postgres, unit: 'MB', note: `PSS ${idleSeconds} s after start: Node ${Math.round(idle.node)}, Postgres ${Math.round(idle.postgres)}`, goal: { most: 400 } })
    await benchWebhooks(running, webhookSeconds, figures)
    const load = await benchConsole(running, consoleSeconds, figures)
    figures.add({ name: 'memory/under load', value: load.node + load.postgres, unit: 'MB', note: `at 200 webhooks/s: Node with its language worker ${Math.round(load.node)}, Postgres ${Math.round(load.postgres)}` })
    await benchLanguageMemory(running, figures)
  } finally {
    await running.stop()
  }
}

/** What the worker adds: the same product, started again, before and after its first text. */
async function benchLanguageMemory(running: Awaited<ReturnType<typeof startAsOperator>>['running'], figures: Figures): Promise<void> {
  await running.restart()
  await sleep(3000)
  const before = running.memory().node
  await running.company.call(running.url, `/api/mentions?q=${encodeURIComponent('おいしい')}`)
  await sleep(3000)
  figures.add({ name: 'memory/language worker', value: running.memory().node - before, unit: 'MB', note: 'Node after the first text minus before it' })
}
