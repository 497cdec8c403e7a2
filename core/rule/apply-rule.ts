import type { Context, Scope } from '../context.ts'
import { assignmentAfter, changeConversationAssignment } from '../conversation/assign-conversation.ts'
import { lockConversation, refuseWhileHeld } from '../conversation/lock-conversation.ts'
import { changeConversationSorting } from '../conversation/sort-conversation.ts'
import { changeConversationTags } from '../conversation/tag-conversation.ts'
import { DomainError, NotAllowedNow } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { captureLeadOnly } from '../lead/capture-lead.ts'
import { membersOfTeams, notify } from '../notification/notify.ts'
import { requireAssignable } from '../team/require-member.ts'
import { openTicketOnly } from '../ticket/open-ticket.ts'
import { RuleAction } from './rule.ts'

/** A rule acts in its own name, on everything that its workspace has. */
export function ruleScope(workspaceId: string, ruleId: string): Scope {
  return { workspaceId, actor: { kind: 'rule', id: ruleId }, role: 'administrator', teamIds: [], channels: 'all' }
}

export interface RuleMatch {
  ruleId: string
  mentionId: string
  mentionVersion: number
  conversationId: string
}

/**
 * Runs a matched rule's actions once for a mention in one version; `ctx` is in the rule's scope. Answers false when it ran before.
 * An action that cannot be done (a person who left, a ticket that has the conversation) is skipped and named in the event; the others run.
 */
export async function applyRule(ctx: Context, match: RuleMatch): Promise<boolean> {
  // Held against deletion; a rule that went since it matched acts no more.
  const rule = await ctx.db.selectFrom('rule').select('actions').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', match.ruleId).forKeyShare().executeTakeFirst()
  if (!rule) return false
  const fired = await ctx.db.insertInto('rule_firing')
    .values({ workspace_id: ctx.scope.workspaceId, rule_id: match.ruleId, mention_id: match.mentionId, mention_version: match.mentionVersion })
    .onConflict((conflict) => conflict.doNothing()).returning('rule_id').executeTakeFirst()
  if (!fired) return false
  const skipped: { kind: string; code: string }[] = []
  for (const action of RuleAction.array().parse(rule.actions)) {
    try {
      await act(ctx, match, action)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      skipped.push({ kind: action.kind, code: error.code })
    }
  }
  await appendEvent(ctx, {
    name: 'rule.matched', subject: { kind: 'rule', id: match.ruleId }, conversationId: match.conversationId,
    data: { mentionId: match.mentionId, mentionVersion: match.mentionVersion, ...(skipped.length > 0 && { skipped }) },
  })
  return true
}

async function act(ctx: Context, match: RuleMatch, action: RuleAction): Promise<void> {
  const { conversationId, mentionId } = match
  switch (action.kind) {
    case 'tag':
      await changeConversationTags(ctx, await lockConversation(ctx, conversationId), { add: [action.tag], remove: [] })
      return
    case 'assign': return assign(ctx, conversationId, action)
    case 'open-ticket':
      await openTicketOnly(ctx, {
        conversationId, mentionId, type: action.type, priority: action.priority,
        ...(action.assigneeId !== null && { assigneeId: action.assigneeId }), ...(action.teamId !== null && { teamId: action.teamId }),
      }, match.ruleId)
      return
    case 'capture-lead':
      await captureLeadOnly(ctx, { conversationId, mentionId, ownerId: action.ownerId, teamId: action.teamId }, match.ruleId)
      return
    case 'notify': {
      const people = [...action.userIds, ...await membersOfTeams(ctx, action.teamIds)]
      return notify(ctx, people, { kind: 'notify', subject: { kind: 'conversation', id: conversationId }, conversationId, data: { ruleId: match.ruleId, mentionId } })
    }
    case 'sort': {
      const conversation = await lockConversation(ctx, conversationId)
      if (conversation.sorting !== action.sorting) await changeConversationSorting(ctx, conversation, action.sorting)
    }
  }
}

/** Who already works on it keeps it: a rule fills an empty place and overrules nobody. */
async function assign(ctx: Context, conversationId: string, action: { assigneeId: string | null; teamId: string | null }): Promise<void> {
  const conversation = await lockConversation(ctx, conversationId)
  await refuseWhileHeld(ctx, conversationId)
  await requireAssignable(ctx, action)
  if (conversation.assignee_id !== null) throw new NotAllowedNow('already_assigned', { ja: 'すでに担当者がいます。', en: 'Somebody has it already.' })
  const to = assignmentAfter(conversation, { assigneeId: action.assigneeId ?? undefined, teamId: action.teamId ?? undefined })
  if (to.assigneeId === conversation.assignee_id && to.teamId === conversation.team_id) return
  await changeConversationAssignment(ctx, conversation, to)
}
