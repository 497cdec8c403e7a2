import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { requireActiveMembers, requireTeams } from '../team/require-member.ts'
import { CreateRuleInput, type RuleAction, type RuleView } from './rule.ts'
import { ruleViews } from './rule-views.ts'

export async function createRule(ctx: Context, input: unknown): Promise<RuleView> {
  requireAbility(ctx, 'rules')
  const asked = parseInput<CreateRuleInput>(CreateRuleInput, input)
  await requireRecipients(ctx, asked.actions)
  const id = newId()
  await ctx.db.insertInto('rule').values({
    workspace_id: ctx.scope.workspaceId, id, name: asked.name, enabled: asked.enabled, conditions: JSON.stringify(asked.conditions), actions: JSON.stringify(asked.actions),
    position: sql<number>`(select coalesce(max(position), 0) + 1 from rule where workspace_id = ${ctx.scope.workspaceId})`,
  }).execute()
  await appendEvent(ctx, { name: 'rule.created', subject: { kind: 'rule', id }, data: { enabled: asked.enabled }, detail: { name: asked.name, conditions: asked.conditions, actions: asked.actions } })
  return (await ruleViews(ctx, id))[0]!
}

/** Whom the actions name must be there now, not only when a mention comes. */
export async function requireRecipients(ctx: Context, actions: readonly RuleAction[]): Promise<void> {
  const people = actions.flatMap((action) => {
    if (action.kind === 'assign' || action.kind === 'open-ticket') return [action.assigneeId]
    if (action.kind === 'capture-lead') return [action.ownerId]
    return action.kind === 'notify' ? action.userIds : []
  })
  const teams = actions.flatMap((action) => {
    if (action.kind === 'assign' || action.kind === 'open-ticket' || action.kind === 'capture-lead') return [action.teamId]
    return action.kind === 'notify' ? action.teamIds : []
  })
  await requireActiveMembers(ctx, people.filter((id) => id !== null))
  await requireTeams(ctx, teams.filter((id) => id !== null))
}
