import { sql, type SqlBool } from 'kysely'
import { iso } from '../clock.ts'
import type { Context } from '../context.ts'
import { fillEntries, newestEntries } from '../conversation/thread-entries.ts'
import { NotFound } from '../errors.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { leadIsVisible, leadViews } from '../lead/lead-views.ts'
import { profileIsVisible } from '../media/read-media.ts'
import type { AuthorView } from '../mention/mention.ts'
import { conversationIsVisible } from '../team/visible.ts'
import { ticketRows } from '../ticket/ticket-rows.ts'
import { authorJson } from './author-view.ts'
import { ReadAuthorInput, type AuthorPage } from './profile.ts'

const listed = 100

/** Everything of one person that may be seen, in one line of time, newest first. */
export async function readAuthor(ctx: Context, input: Partial<ReadAuthorInput> & { id: string }): Promise<AuthorPage> {
  requireAbility(ctx, 'read')
  const asked = parseInput(ReadAuthorInput, input)
  const { author, firstSeenAt } = await readProfile(ctx, asked.id)
  const { entries, after } = await readTimeline(ctx, asked)
  return {
    author, firstSeenAt,
    ...await countMentions(ctx, asked.id),
    tickets: await ticketRows(ctx, await ticketIds(ctx, asked.id)),
    leads: await leadViews(ctx, await leadIds(ctx, asked.id)),
    timeline: entries,
    after,
  }
}

async function readProfile(ctx: Context, id: string): Promise<{ author: AuthorView; firstSeenAt: string }> {
  const { rows } = await sql<{ author: AuthorView; first_seen_at: Date }>`
    select ${authorJson('p')} as author, p.first_seen_at from profile p
    where p.workspace_id = ${ctx.scope.workspaceId} and p.id = ${id} and ${profileIsVisible(ctx.scope, id)}`.execute(ctx.db)
  if (!rows[0]) throw new NotFound({ ja: '投稿者', en: 'person' })
  return { author: rows[0].author, firstSeenAt: iso(rows[0].first_seen_at) }
}

/** Their own words wherever they wrote them; what we said and noted where the conversation is theirs. */
async function readTimeline(ctx: Context, asked: ReadAuthorInput): Promise<{ entries: AuthorPage['timeline']; after: string | null }> {
  const visible = conversationIsVisible(ctx.scope)
  const inSight = ctx.scope.channels === 'all' ? sql`true`
    : sql`conversation_id in (select conversation.id from conversation where conversation.workspace_id = ${ctx.scope.workspaceId} and ${visible})`
  const theirs = sql<SqlBool>`conversation_id in (
    select conversation.id from conversation where conversation.workspace_id = ${ctx.scope.workspaceId} and conversation.profile_id = ${asked.id} and ${visible})`
  const { refs, before } = await newestEntries(ctx, [
    { kind: 'mention', within: sql<SqlBool>`author_id = ${asked.id} and ${inSight}` },
    { kind: 'reply', within: theirs },
    { kind: 'note', within: theirs },
  ], { limit: asked.limit, before: asked.after })
  const entries = await fillEntries(ctx, refs)
  return { entries: entries.map((entry, index) => ({ ...entry, conversationId: refs[index]!.conversation_id })), after: before }
}

async function countMentions(ctx: Context, id: string): Promise<Pick<AuthorPage, 'mentionCount' | 'sentiment'>> {
  const { rows } = await sql<{ sentiment: keyof AuthorPage['sentiment']; count: number }>`
    select m.sentiment, count(*)::int as count from mention m join conversation on conversation.id = m.conversation_id
    where m.workspace_id = ${ctx.scope.workspaceId} and m.author_id = ${id} and ${conversationIsVisible(ctx.scope)} group by m.sentiment`.execute(ctx.db)
  const sentiment = { positive: 0, neutral: 0, negative: 0, mixed: 0, ...Object.fromEntries(rows.map((row) => [row.sentiment, row.count])) }
  return { mentionCount: rows.reduce((sum, row) => sum + row.count, 0), sentiment }
}

async function ticketIds(ctx: Context, profileId: string): Promise<string[]> {
  const rows = await ctx.db.selectFrom('ticket').innerJoin('conversation', 'conversation.id', 'ticket.conversation_id').select('ticket.id')
    .where('ticket.workspace_id', '=', ctx.scope.workspaceId).where('ticket.profile_id', '=', profileId).where(conversationIsVisible(ctx.scope))
    .orderBy('ticket.number', 'desc').limit(listed).execute()
  return rows.map((row) => row.id)
}

async function leadIds(ctx: Context, profileId: string): Promise<string[]> {
  const rows = await ctx.db.selectFrom('lead').select('id').where('workspace_id', '=', ctx.scope.workspaceId).where('profile_id', '=', profileId)
    .where(leadIsVisible(ctx.scope)).orderBy('number', 'desc').limit(listed).execute()
  return rows.map((row) => row.id)
}
