import type { Context } from '../context.ts'
import { InvalidInput } from '../errors.ts'
import { QueryError, type Query } from '../ports/language.ts'
import type { SearchFilters, SearchRequest } from '../ports/mention-index.ts'
import type { CountInput, SearchInput } from './search.ts'

/** Reads the words by the language engine and the filters into the index's own form. */
export async function readSearch(ctx: Context, asked: CountInput & Partial<Pick<SearchInput, 'order' | 'limit' | 'after'>>): Promise<SearchRequest> {
  return {
    query: await readWords(ctx, asked.q),
    filters: filtersOf(asked),
    order: asked.order ?? 'newest',
    limit: asked.limit ?? 50,
    ...(asked.after === undefined ? {} : { after: asked.after }),
    ...(asked.snapshot === undefined ? {} : { snapshot: asked.snapshot }),
  }
}

/** @throws InvalidInput with the sentence and place of the trouble, for the screen to point at. */
async function readWords(ctx: Context, words: string): Promise<Query> {
  try {
    return await ctx.ports.language.readQuery(words, ctx.scope.workspaceId)
  } catch (error) {
    if (error instanceof QueryError) throw new InvalidInput(error.sentence, { issues: [{ path: 'q', code: 'query', message: error.message }], at: error.at })
    throw error
  }
}

function filtersOf(asked: CountInput): SearchFilters {
  const { networks, channelIds, teamIds, sentiments, languages, kinds, authorIds, tagIds, assigneeIds, states, from, to } = asked
  const given = {
    networks, channelIds, teamIds, sentiments, languages, kinds, authorIds, tagIds, assigneeIds, states,
    publishedFrom: from === undefined ? undefined : new Date(from), publishedTo: to === undefined ? undefined : new Date(to),
  }
  // An empty choice is no choice, not "none of all".
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)))
}
