import type { Context } from '../context.ts'
import { lockConversation, type LockedConversation } from '../conversation/lock-conversation.ts'
import { InvalidInput } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { nextNumber } from '../next-number.ts'
import { notify } from '../notification/notify.ts'
import { requireAssignable } from '../team/require-member.ts'
import { CaptureLeadInput, type LeadView } from './lead.ts'
import { leadView } from './lead-views.ts'

export async function captureLead(ctx: Context, input: CaptureLeadInput): Promise<LeadView> {
  const { id } = await captureLeadOnly(ctx, input)
  return leadView(ctx, id)
}

/** A person has at most one open lead: capturing again gives that one. */
export async function captureLeadOnly(ctx: Context, input: CaptureLeadInput, ruleId: string | null = null): Promise<{ id: string; isNew: boolean }> {
  requireAbility(ctx, 'leads')
  const asked = parseInput(CaptureLeadInput, input)
  await requireAssignable(ctx, { assigneeId: asked.ownerId, teamId: asked.teamId })
  const conversation = await lockConversation(ctx, asked.conversationId)
  const source = await readSource(ctx, conversation, asked.mentionId)
  // Two conversations may lead to one person; whoever holds the profile looks first.
  const profile = await ctx.db.selectFrom('profile').select(['id', 'name', 'handle']).where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', source.profileId).forNoKeyUpdate().executeTakeFirstOrThrow()
  const existing = await ctx.db.selectFrom('lead').select('id').where('workspace_id', '=', ctx.scope.workspaceId)
    .where('profile_id', '=', profile.id).where('stage', 'not in', ['won', 'lost']).executeTakeFirst()
  if (existing) return { id: existing.id, isNew: false }
  const name = asked.name ?? profile.name ?? profile.handle ?? '（名前未登録）'
  return { id: await writeLead(ctx, source, { ...asked, name }, ruleId), isNew: true }
}

async function writeLead(ctx: Context, { profileId, mentionId }: Source, asked: CaptureLeadInput & { name: string }, ruleId: string | null): Promise<string> {
  const id = newId()
  const number = await nextNumber(ctx, 'lead')
  const ownerId = asked.ownerId ?? null
  const teamId = asked.teamId ?? null
  await ctx.db.insertInto('lead').values({
    workspace_id: ctx.scope.workspaceId, id, number, profile_id: profileId, conversation_id: asked.conversationId, mention_id: mentionId,
    owner_id: ownerId, team_id: teamId, name: asked.name, name_kana: asked.nameKana || null, company: asked.company || null, mail: asked.mail || null,
    phone: asked.phone || null, need: asked.need || null, next_step: asked.nextStep || null, next_step_on: asked.nextStepOn || null, rule_id: ruleId,
  }).execute()
  await appendEvent(ctx, {
    name: 'lead.captured', subject: { kind: 'lead', id }, conversationId: asked.conversationId,
    data: { number, ownerId, teamId, mentionId, ruleId }, detail: { name: asked.name },
  })
  if (ownerId) await notify(ctx, [ownerId], { kind: 'assigned', subject: { kind: 'lead', id }, conversationId: asked.conversationId, data: { number } })
  return id
}

interface Source {
  profileId: string
  mentionId: string | null
}

/** Who wrote the words that showed the interest; in a public thread that need not be who began it. */
async function readSource(ctx: Context, conversation: LockedConversation, mentionId: string | undefined): Promise<Source> {
  if (mentionId === undefined) return { profileId: conversation.profile_id, mentionId: conversation.last_mention_id }
  const mention = await ctx.db.selectFrom('mention').select(['id', 'author_id']).where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', mentionId).where('conversation_id', '=', conversation.id).executeTakeFirst()
  if (!mention) throw new InvalidInput({ ja: 'その投稿はこの会話にありません。', en: 'That mention is not part of this conversation.' })
  return { profileId: mention.author_id, mentionId: mention.id }
}
