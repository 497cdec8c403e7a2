import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import type { MentionView } from '../mention/mention.ts'
import { mentionViews } from '../mention/mention-views.ts'
import type { Query } from '../ports/language.ts'
import { highlight } from './highlight.ts'
import { readSearch } from './read-search.ts'
import { SearchInput, type SearchHit, type SearchResult } from './search.ts'

/** Longer texts are marked in their beginning, which is what a list shows. */
const longestMarked = 2000

/** Mentions by words and filters, as far as the person may see. */
export async function searchMentions(ctx: Context, input: Partial<SearchInput>): Promise<SearchResult> {
  requireAbility(ctx, 'read')
  const request = await readSearch(ctx, parseInput(SearchInput, input))
  const page = await ctx.ports.index.search(ctx.db, ctx.scope, request)
  return {
    rows: await hitsOf(ctx, page.ids, request.query),
    total: page.total,
    totalIsExact: page.totalIsExact,
    after: page.after ?? null,
    snapshot: page.snapshot,
  }
}

/** What a deletion has emptied since an index of its own last heard of it is left out. */
export async function hitsOf(ctx: Context, ids: readonly string[], query: Query): Promise<SearchHit[]> {
  const mentions = (await mentionViews(ctx, ids)).filter(({ deletedAt }) => deletedAt === null)
  const places = await placesOf(ctx, [...new Set(mentions.map(({ conversationId }) => conversationId))])
  const marks = await marksOf(ctx, mentions, query)
  return mentions.map((mention, index) => ({ mention, ...places.get(mention.conversationId)!, highlights: marks[index]! }))
}

async function placesOf(ctx: Context, conversationIds: readonly string[]): Promise<Map<string, Pick<SearchHit, 'channelName' | 'conversation'>>> {
  const { rows } = await sql<SearchHit['conversation'] & { channelName: string }>`
    select c.id, c.state, coalesce(ch.name, c.network) as "channelName",
      case when c.assignee_id is not null then jsonb_build_object('id', c.assignee_id, 'name', coalesce(person.name, c.assignee_id)) end as assignee,
      case when team.id is not null then jsonb_build_object('id', team.id, 'name', team.name) end as team,
      coalesce((select jsonb_agg(jsonb_build_object('id', tag.id, 'name', tag.name) order by tag.name)
        from conversation_tag ct join tag on tag.id = ct.tag_id where ct.workspace_id = c.workspace_id and ct.conversation_id = c.id), '[]') as tags
    from conversation c
    left join channel ch on ch.id = c.channel_id
    left join member person on person.workspace_id = c.workspace_id and person.user_id = c.assignee_id
    left join team on team.id = c.team_id
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = any(${[...conversationIds]}::uuid[])`.execute(ctx.db)
  return new Map(rows.map(({ channelName, ...conversation }) => [conversation.id, { channelName, conversation }]))
}

async function marksOf(ctx: Context, mentions: readonly MentionView[], query: Query): Promise<SearchHit['highlights'][]> {
  if (query.kind === 'all') return mentions.map(() => [])
  const texts = mentions.map(({ text }) => text.slice(0, longestMarked))
  const annotations = await ctx.ports.language.analyzeMany(texts, { workspace: ctx.scope.workspaceId, profile: 'interactive' })
  return annotations.map((annotation) => highlight(query, annotation))
}
