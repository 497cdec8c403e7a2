import { countMentions } from '../core/search/count-mentions.ts'
import type { CountInput, SearchInput } from '../core/search/search.ts'
import { searchMentions } from '../core/search/search-mentions.ts'
import { sql } from 'kysely'
import { drainIntake } from '../pipeline/listen/worker.ts'
import type { Corpus } from './corpus.ts'
import { percentile, type Figures } from './figures.ts'
import { accept } from './ingest.ts'
import type { World } from './world.ts'

/** What people ask, by kind; the words are of the corpus. */
const questions: Record<string, Partial<SearchInput>> = {
  'rare word': { q: '金属片' },
  'common word': { q: 'おいしい' },
  phrase: { q: '"栗まんじゅう"' },
  AND: { q: '羊羹 おいしい' },
  OR: { q: '羊羹 OR 最中' },
  NOT: { q: 'おいしい -羊羹' },
  filters: { q: 'おいしい', networks: ['line'], sentiments: ['positive'], languages: ['ja'] },
  'best match': { q: 'おいしい 羊羹', order: 'best' },
  everything: {},
}

/** Fills the database to `mentions` through the pipeline and asks each question `times`, as the search screen does. */
export async function benchSearch(world: World, corpus: Corpus, { mentions, times }: { mentions: number; times: number }, figures: Figures): Promise<void> {
  const there = Number((await sql<{ count: number }>`select count(*)::int as count from mention`.execute(world.parts.storage.kysely)).rows[0]!.count)
  for (let missing = mentions - there; missing > 0; missing -= 10_000) {
    await accept(world, corpus.take(Math.min(missing, 10_000)))
    await Promise.all([drainIntake(world.parts.pipeline), drainIntake(world.parts.pipeline)])
  }
  await world.superuser.query('vacuum analyze')
  const all: number[] = []
  for (const [name, input] of Object.entries(questions)) {
    const { took, total } = await time(times, () => world.parts.inWorkspace(world.scope, (ctx) => searchMentions(ctx, input)))
    all.push(...took)
    report(figures, name, took, `${total} hits of ${mentions}`)
  }
  const facets: Partial<CountInput> = { q: 'おいしい' }
  const { took } = await time(times, async () => ({ total: 0, ...(await world.parts.inWorkspace(world.scope, (ctx) => countMentions(ctx, facets))) }))
  report(figures, 'facets', took, `of ${mentions}`)
  figures.add({ name: 'search/all questions p95', value: percentile([...all, ...took], 0.95), unit: 'ms', goal: { most: 50 } })
}

async function time(times: number, ask: () => Promise<{ total: number }>): Promise<{ took: number[]; total: number }> {
  const took: number[] = []
  let { total } = await ask()
  for (let n = 0; n < times; n++) {
    const begun = performance.now()
    ;({ total } = await ask())
    took.push(performance.now() - begun)
  }
  return { took, total }
}

function report(figures: Figures, name: string, took: number[], note: string): void {
  figures.add({ name: `search/${name} p50`, value: percentile(took, 0.5), unit: 'ms', note })
  figures.add({ name: `search/${name} p95`, value: percentile(took, 0.95), unit: 'ms', goal: { most: 50 } })
}
