import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { parseInput, requireAbility } from '../guard.ts'
import type { MentionView } from '../mention/mention.ts'
import { mentionViews } from '../mention/mention-views.ts'
import { conversationIsVisible } from '../team/visible.ts'
import { compileRules, type MentionFacts } from './evaluate.ts'
import { RuleIdInput, TryRuleInput, type RuleConditions } from './rule.ts'

const samplesShown = 20
const mentionsRead = 50_000

/** What the stored rule would have matched in the last 24 hours. Does nothing. */
export async function tryRule(ctx: Context, input: RuleIdInput): Promise<{ matched: number; samples: MentionView[] }> {
  requireAbility(ctx, 'rules')
  const { id } = parseInput(RuleIdInput, input)
  const rule = await ctx.db.selectFrom('rule').select('conditions').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).executeTakeFirst()
  if (!rule) throw new NotFound({ ja: 'ルール', en: 'rule' })
  return tryOut(ctx, rule.conditions as RuleConditions)
}

/** The same for conditions that are still being written. */
export async function tryConditions(ctx: Context, input: unknown): Promise<{ matched: number; samples: MentionView[] }> {
  requireAbility(ctx, 'rules')
  return tryOut(ctx, parseInput<TryRuleInput>(TryRuleInput, input).conditions)
}

async function tryOut(ctx: Context, conditions: RuleConditions): Promise<{ matched: number; samples: MentionView[] }> {
  const rule = compileRules([{ id: 'tried', conditions }])
  const { rows } = await sql<MentionFacts & { id: string }>`
    select m.id, m.text, m.network, m.channel_id as "channelId", m.sentiment, m.language, m.kind,
      jsonb_build_object('handle', p.handle, 'name', p.name, 'followers', p.followers) as author,
      ${rule.needsTags ? sql`array(select tag_id::text from conversation_tag t where t.workspace_id = m.workspace_id and t.conversation_id = m.conversation_id)` : sql`'{}'::text[]`} as "tagIds"
    from mention m
    join profile p on p.id = m.author_id
    join conversation on conversation.id = m.conversation_id
    where m.workspace_id = ${ctx.scope.workspaceId} and m.arrival > coalesce((
      select old.arrival from mention old where old.workspace_id = ${ctx.scope.workspaceId} and old.received_at <= app.now() - interval '24 hours'
      order by old.arrival desc limit 1), 0) and m.received_at > app.now() - interval '24 hours' and m.deleted_at is null and ${conversationIsVisible(ctx.scope)}
    order by m.arrival desc limit ${mentionsRead}`.execute(ctx.db)
  const matched = rows.filter((row) => rule.match(row).length > 0)
  return { matched: matched.length, samples: await mentionViews(ctx, matched.slice(0, samplesShown).map((row) => row.id)) }
}
