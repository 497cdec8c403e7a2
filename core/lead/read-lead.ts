import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { ReadLeadInput, type LeadView } from './lead.ts'
import { leadIsVisible, leadView } from './lead-views.ts'

export async function readLead(ctx: Context, input: ReadLeadInput): Promise<LeadView> {
  requireAbility(ctx, 'read')
  const { id } = parseInput(ReadLeadInput, input)
  const found = await ctx.db.selectFrom('lead').select('id').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id)
    .where(leadIsVisible(ctx.scope)).executeTakeFirst()
  if (!found) throw new NotFound({ ja: 'リード', en: 'lead' })
  return leadView(ctx, id)
}
