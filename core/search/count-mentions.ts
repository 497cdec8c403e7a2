import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import type { Facets } from '../ports/mention-index.ts'
import { readSearch } from './read-search.ts'
import { CountInput, type FacetsResult, type FacetValue } from './search.ts'

/** How many hits each further filter would leave; of more than 10,000 hits, of the newest 10,000. */
export async function countMentions(ctx: Context, input: Partial<CountInput>): Promise<FacetsResult> {
  requireAbility(ctx, 'read')
  const request = await readSearch(ctx, parseInput(CountInput, input))
  const facets = await ctx.ports.index.facets(ctx.db, ctx.scope, request)
  const names = await namesOf(ctx, facets)
  return Object.fromEntries(Object.entries(facets).map(([facet, values]) => [facet, values.map((value): FacetValue => ({ ...value, label: names.get(value.value) ?? value.value }))])) as FacetsResult
}

async function namesOf(ctx: Context, { channel, assignee, tag }: Facets): Promise<Map<string, string>> {
  const { workspaceId } = ctx.scope
  const valuesOf = (facet: Facets['tag']) => facet.map(({ value }) => value)
  const named = [
    ...(channel.length === 0 ? [] : await ctx.db.selectFrom('channel').select(['id', 'name']).where('workspace_id', '=', workspaceId).where('id', 'in', valuesOf(channel)).execute()),
    ...(tag.length === 0 ? [] : await ctx.db.selectFrom('tag').select(['id', 'name']).where('workspace_id', '=', workspaceId).where('id', 'in', valuesOf(tag)).execute()),
    ...(assignee.length === 0 ? [] : await ctx.db.selectFrom('member').select(['user_id as id', 'name']).where('workspace_id', '=', workspaceId).where('user_id', 'in', valuesOf(assignee)).execute()),
  ]
  return new Map(named.map(({ id, name }) => [id, name]))
}
