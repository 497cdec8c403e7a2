import { sql } from 'kysely'
import { createRule } from '../core/rule/create-rule.ts'
import { changeRule } from '../core/rule/change-rule.ts'
import { acceptItems } from '../core/intake/accept-items.ts'
import type { Annotation, Language } from '../core/ports/language.ts'
import type { Pipeline } from '../pipeline/ports.ts'
import { drainIntake } from '../pipeline/listen/worker.ts'
import { insertBare, layOutIntake, prepareRows } from './bare-insert.ts'
import { signatureOf, type Corpus, type Sample } from './corpus.ts'
import { median, type Figures } from './figures.ts'
import type { World } from './world.ts'

export interface IngestSize {
  /** Mentions a run and variant. */
  mentions: number
  runs: number
}

/** Pages at once, as the product has them by default. */
const connections = 2

/** From intake to searchable, each variant beside the bare insert of exactly the rows it left behind, run by run. */
export async function benchIngest(world: World, corpus: Corpus, { mentions, runs }: IngestSize, figures: Figures): Promise<void> {
  const rule = await world.parts.inWorkspace(world.scope, (ctx) => createRule(ctx, { name: '返金', enabled: false, conditions: { text: { anyOf: ['返金'] } }, actions: [{ kind: 'tag', tag: '返金' }] }))
  const enable = (enabled: boolean, version: number) => world.parts.inWorkspace(world.scope, (ctx) => changeRule(ctx, { id: rule.id, enabled, version }))
  const rates: Record<string, { pipeline: number[]; bare: number[] }> = {}
  const note = (name: string, pipeline: number, bare: number) => {
    const of = (rates[name] ??= { pipeline: [], bare: [] })
    of.pipeline.push(pipeline)
    of.bare.push(bare)
  }
  let { version } = rule
  for (let run = 0; run <= runs; run++) {
    // The first round fills caches and plans and is thrown away.
    const keep = run === 0 ? () => {} : note
    keep('steps', ...(await measure(world, corpus.take(run === 0 ? 2000 : mentions), 'prepared')))
    if (run === 0) continue
    keep('with language', ...(await measure(world, corpus.take(Math.ceil(mentions / 2)), 'real')))
    ;({ version } = await enable(true, version))
    keep('with 5% matching a rule', ...(await measure(world, corpus.take(mentions, { word: '返金', every: 20 }), 'prepared')))
    ;({ version } = await enable(false, version))
    keep('with receipt', ...(await measure(world, corpus.take(Math.ceil(mentions / 4)), 'prepared', true)))
  }
  for (const [name, { pipeline, bare }] of Object.entries(rates)) {
    figures.add({ name: `ingest/${name}`, value: median(pipeline), unit: 'events/s', note: `bare insert ${Math.round(median(bare))}/s, ${runs} interleaved runs` })
    figures.add({ name: `ingest/${name}, share of bare insert`, value: 100 * median(pipeline.map((rate, run) => rate / bare[run]!)), unit: '%', ...(name === 'steps' ? { goal: { least: 80 } } : {}) })
  }
}

async function measure(world: World, samples: Sample[], language: 'prepared' | 'real', receipt = false): Promise<[number, number]> {
  const { parts, superuser, bare } = world
  const { rows: [start] } = await sql<{ arrival: number; seq: number }>`
    select (select coalesce(max(arrival), 0)::bigint from mention) as arrival, (select coalesce(max(seq), 0)::bigint from intake) as seq`.execute(parts.storage.kysely)
  const pipeline = language === 'real' ? parts.pipeline : await withPrepared(parts.pipeline, samples)
  if (language === 'real') await parts.ports.language.analyzeMany(['暖機'], { workspace: world.scope.workspaceId })
  if (!receipt) await accept(world, samples)
  await superuser.query('checkpoint')
  const begun = performance.now()
  if (receipt) await receive(world, samples)
  await Promise.all(Array.from({ length: connections }, () => drainIntake(pipeline)))
  const rate = samples.length / ((performance.now() - begun) / 1000)
  const prepared = await prepareRows(superuser, start!.arrival, start!.seq)
  if (prepared.mentions !== samples.length) throw new Error(`${samples.length} went in and ${prepared.mentions} came out`)
  await layOutIntake(bare, prepared.intake)
  await superuser.query('checkpoint')
  return [rate, await insertBare(bare, prepared, connections)]
}

export async function accept({ parts, sources }: World, samples: readonly Sample[]): Promise<void> {
  for (const [network, own] of Map.groupBy(samples, (sample) => sample.network)) {
    for (let at = 0; at < own.length; at += 1000) await acceptItems(parts.ingest.db, sources[network], own.slice(at, at + 1000).map((sample) => sample.item))
  }
}

/** Signed webhooks at the product's own door, 32 at once, without a socket between. */
async function receive({ product, urls }: World, samples: readonly Sample[]): Promise<void> {
  const left = samples.values()
  await Promise.all(Array.from({ length: 32 }, async () => {
    for (const sample of left) {
      const answer = await product.fetch(new Request(urls[sample.network], { method: 'POST', body: sample.body, headers: signatureOf(sample) }))
      if (answer.status !== 200) throw new Error(`a webhook was answered ${answer.status}`)
    }
  }))
}

/** What the engine says of these texts, said beforehand, so that the steps are measured and not the engine. */
export async function withPrepared(pipeline: Pipeline, samples: readonly Sample[]): Promise<Pipeline> {
  const real = pipeline.ports.language
  const known = new Map<string, Annotation>()
  for (let at = 0; at < samples.length; at += 500) {
    const texts = samples.slice(at, at + 500).map((sample) => sample.text)
    ;(await real.analyzeMany(texts, { workspace: '', profile: 'ingest' })).forEach((annotation, place) => known.set(texts[place]!, annotation))
  }
  const language: Language = { version: real.version, analyzeMany: async (texts) => texts.map((text) => known.get(text)!), readQuery: (text, workspace) => real.readQuery(text, workspace), close: async () => {} }
  return { ...pipeline, ports: { ...pipeline.ports, language } }
}
