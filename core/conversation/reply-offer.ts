import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Connector, ReplyPlan } from '../ports/connector.ts'
import type { ReplyOffer } from './conversation.ts'

/** The seconds in which a person can still take a reply back, unless the operator set others. */
export const defaultUndoSeconds = 8
const onTheWaySeconds = 5

/** Which way an answer would go, from what the network permits and what is left. The caller has asked whether the conversation may be seen. */
export async function replyOffer(ctx: Context, conversationId: string, undoSeconds = defaultUndoSeconds): Promise<ReplyOffer> {
  const facts = await readFacts(ctx, conversationId, undoSeconds)
  const connector = facts && ctx.ports.connectors.get(facts.network)
  const plan = planFor(facts, connector)
  return {
    possible: plan.possible,
    operation: plan.possible ? plan.operation : null,
    free: plan.possible ? plan.free : true,
    words: plan.words,
    openAt: plan.possible ? (facts?.url ?? null) : (plan.openAt ?? facts?.url ?? null),
    text: connector ? connector.text : null,
    undoSeconds,
  }
}

interface Facts {
  network: string
  channel_state: string | null
  quota: { used: number; limit: number | null } | null
  external_id: string | null
  summoned: boolean | null
  kind: string | null
  url: string | null
  has_token: boolean
  token_is_fresh: boolean | null
  reply_token_expires_at: Date | null
}

/** The newest mention that is still there is the one that an answer answers. A token that runs out while the reply can still be taken back is no longer fresh. */
async function readFacts(ctx: Context, conversationId: string, undoSeconds: number): Promise<Facts | undefined> {
  const { rows } = await sql<Facts>`
    select c.network, case when ch.deleted_at is null then ch.state end as channel_state, ch.quota, m.external_id, m.summoned, m.kind, m.url,
      c.reply_token is not null as has_token, c.reply_token_expires_at > app.now() + make_interval(secs => ${undoSeconds + onTheWaySeconds}::double precision) as token_is_fresh, c.reply_token_expires_at
    from conversation c
    left join channel ch on ch.id = c.channel_id
    left join lateral (
      select external_id, summoned, kind, url from mention
      where workspace_id = c.workspace_id and conversation_id = c.id and deleted_at is null order by arrival desc limit 1) m on true
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${conversationId}`.execute(ctx.db)
  return rows[0]
}

function planFor(facts: Facts | undefined, connector: Connector | undefined): ReplyPlan {
  const no = (ja: string, en: string): ReplyPlan => ({ possible: false, words: { ja, en }, openAt: facts?.url ?? null })
  if (!facts || !connector?.planReply) return no('この経路へはここから返信できません。直接連絡し、「対応済みにする」で記録してください。', 'Replies cannot be sent from here. Answer directly and record it with “answered there”.')
  if (facts.external_id === null) return no('返信できる投稿がありません。元の投稿は削除されました。', 'There is no post to answer. The original was deleted.')
  if (facts.channel_state === null) return no('この接続は削除されています。', 'This channel was deleted.')
  if (facts.channel_state === 'needs_reconnect') return no('接続の認証が切れています。管理者が再接続すると返信できます。', 'The channel must be reconnected by an administrator before replies can go out.')
  if (facts.channel_state === 'paused') return no('この接続は停止中です。', 'This channel is paused.')
  return connector.planReply({
    mention: { externalId: facts.external_id, summoned: facts.summoned ?? false, kind: facts.kind ?? 'post' },
    replyToken: facts.has_token && facts.reply_token_expires_at ? { fresh: facts.token_is_fresh ?? false, expiresAt: facts.reply_token_expires_at.toISOString() } : null,
    quota: facts.quota,
  })
}
