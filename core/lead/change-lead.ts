import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { Conflict, NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { notify } from '../notification/notify.ts'
import { requireAssignable } from '../team/require-member.ts'
import { ChangeLeadInput, type LeadStage, type LeadView } from './lead.ts'
import { leadIsVisible, leadView, requireLeadVersion } from './lead-views.ts'

const columns = {
  name: 'name', nameKana: 'name_kana', company: 'company', mail: 'mail', phone: 'phone', need: 'need', nextStep: 'next_step', nextStepOn: 'next_step_on',
  ownerId: 'owner_id', teamId: 'team_id', stage: 'stage',
} as const
/** Whose words they are: kept out of the event itself. */
const words = ['name', 'nameKana', 'company', 'mail', 'phone', 'need', 'nextStep'] as const

export async function changeLead(ctx: Context, input: ChangeLeadInput): Promise<LeadView> {
  requireAbility(ctx, 'leads')
  const asked = parseInput(ChangeLeadInput, input)
  const before = await ctx.db.selectFrom('lead').select(['id', 'version', 'stage', 'owner_id', 'profile_id', 'conversation_id', 'number'])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', asked.id).where(leadIsVisible(ctx.scope)).forUpdate().executeTakeFirst()
  if (!before) throw new NotFound({ ja: 'リード', en: 'lead' })
  await requireLeadVersion(ctx, asked.version, before)
  await requireAssignable(ctx, { assigneeId: asked.ownerId, teamId: asked.teamId })
  const changed = (Object.keys(columns) as (keyof typeof columns)[]).filter((key) => asked[key] !== undefined)
  if (changed.length === 0) return leadView(ctx, asked.id)
  if (asked.stage !== undefined && isOver(before.stage) && !isOver(asked.stage)) await refuseSecondOpenLead(ctx, before)
  await ctx.db.updateTable('lead')
    .set((eb) => ({
      ...Object.fromEntries(changed.map((key) => [columns[key], asked[key] === '' ? null : asked[key]])),
      updated_at: sql<string>`app.now()`, version: eb('version', '+', 1),
    }))
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', asked.id).execute()
  await appendEvent(ctx, {
    name: asked.stage !== undefined && asked.stage !== before.stage ? 'lead.stage-changed' : 'lead.changed',
    subject: { kind: 'lead', id: asked.id }, conversationId: before.conversation_id,
    data: { changed, ...(asked.stage && { from: before.stage, to: asked.stage }), ...(asked.ownerId !== undefined && { ownerId: asked.ownerId }), ...(asked.teamId !== undefined && { teamId: asked.teamId }) },
    detail: Object.fromEntries(words.filter((key) => asked[key] !== undefined).map((key) => [key, asked[key]])),
  })
  if (asked.ownerId && asked.ownerId !== before.owner_id) {
    await notify(ctx, [asked.ownerId], { kind: 'assigned', subject: { kind: 'lead', id: asked.id }, conversationId: before.conversation_id, data: { number: before.number } })
  }
  return leadView(ctx, asked.id)
}

function isOver(stage: LeadStage): boolean {
  return stage === 'won' || stage === 'lost'
}

async function refuseSecondOpenLead(ctx: Context, lead: { profile_id: string }): Promise<void> {
  const other = await ctx.db.selectFrom('lead').select(['id', 'number']).where('workspace_id', '=', ctx.scope.workspaceId)
    .where('profile_id', '=', lead.profile_id).where('stage', 'not in', ['won', 'lost']).executeTakeFirst()
  if (!other) return
  throw new Conflict({ ja: `この人には進行中のリード #${other.number} があります。`, en: `This person already has the open lead #${other.number}.` }, { lead: other })
}
