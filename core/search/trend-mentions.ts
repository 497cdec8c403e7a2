import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import type { TrendDay } from '../ports/mention-index.ts'
import { readSearch } from './read-search.ts'
import { CountInput, type TrendResult } from './search.ts'

/** Over a longer stretch the days without hits are left out: a chart of ten years has no room for them. */
const maxDays = 800
const dayMs = 86_400_000

/** Volume and sentiment a day, in the workspace's zone. */
export async function trendMentions(ctx: Context, input: Partial<CountInput>): Promise<TrendResult> {
  requireAbility(ctx, 'read')
  const request = await readSearch(ctx, parseInput(CountInput, input))
  const { time_zone: zone } = await ctx.db.selectFrom('workspace').select('time_zone').where('id', '=', ctx.scope.workspaceId).executeTakeFirstOrThrow()
  return { zone, days: withEmptyDays(await ctx.ports.index.trend(ctx.db, ctx.scope, request, zone)) }
}

function withEmptyDays(days: readonly TrendDay[]): TrendDay[] {
  const [first, last] = [days.at(0), days.at(-1)]
  if (!first || !last) return []
  const start = Date.parse(`${first.day}T00:00:00Z`)
  const count = Math.round((Date.parse(`${last.day}T00:00:00Z`) - start) / dayMs) + 1
  if (count > maxDays) return [...days]
  const known = new Map(days.map((day) => [day.day, day]))
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(start + index * dayMs).toISOString().slice(0, 10)
    return known.get(day) ?? { day, total: 0, positive: 0, neutral: 0, negative: 0, mixed: 0 }
  })
}
