import { z } from 'zod'
import { Id, line, UserId, version } from '../input.ts'

/** All conditions must hold; within one, any value is enough. `text` compares folded text, so width and case do not matter. */
export const RuleConditions = z.strictObject({
  text: z.strictObject({ anyOf: z.array(line(100)).min(1).max(50), noneOf: z.array(line(100)).max(50).default([]) }).optional(),
  networks: z.array(z.string().max(20)).min(1).max(20).optional(),
  channelIds: z.array(Id).min(1).max(50).optional(),
  sentiments: z.array(z.enum(['positive', 'neutral', 'negative', 'mixed'])).min(1).optional(),
  languages: z.array(z.string().max(10)).min(1).max(20).optional(),
  kinds: z.array(z.string().max(20)).min(1).max(10).optional(),
  /** Handle or name contains. */
  author: z.strictObject({ anyOf: z.array(line(100)).min(1).max(50), minFollowers: z.number().int().min(0).optional() }).optional(),
  /** The conversation already carries one of these tags. */
  tagIds: z.array(Id).min(1).max(20).optional(),
}).refine((conditions) => Object.values(conditions).some((value) => value !== undefined), { message: 'at least one condition' })
export type RuleConditions = z.infer<typeof RuleConditions>

export const RuleAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tag'), tag: line(60) }),
  z.strictObject({ kind: z.literal('assign'), assigneeId: UserId.nullable().default(null), teamId: Id.nullable().default(null) }),
  z.strictObject({ kind: z.literal('open-ticket'), type: z.enum(['question', 'incident', 'problem', 'task']).default('question'), priority: z.enum(['low', 'normal', 'high', 'urgent']).default('normal'), assigneeId: UserId.nullable().default(null), teamId: Id.nullable().default(null) }),
  z.strictObject({ kind: z.literal('capture-lead'), ownerId: UserId.nullable().default(null), teamId: Id.nullable().default(null) }),
  z.strictObject({ kind: z.literal('notify'), userIds: z.array(UserId).max(20).default([]), teamIds: z.array(Id).max(10).default([]) }),
  z.strictObject({ kind: z.literal('sort'), sorting: z.enum(['spam', 'repost']) }),
])
export type RuleAction = z.infer<typeof RuleAction>

const body = { name: line(100), enabled: z.boolean().default(true), conditions: RuleConditions, actions: z.array(RuleAction).min(1).max(10) }
export const CreateRuleInput = z.strictObject(body)
export type CreateRuleInput = z.infer<typeof CreateRuleInput>
export const ChangeRuleInput = z.strictObject({ id: Id, version, ...body, enabled: z.boolean() }).partial({ name: true, enabled: true, conditions: true, actions: true })
export type ChangeRuleInput = z.infer<typeof ChangeRuleInput>

export const RuleIdInput = z.strictObject({ id: Id, version })
export type RuleIdInput = z.infer<typeof RuleIdInput>
export const TryRuleInput = z.strictObject({ conditions: RuleConditions })
export type TryRuleInput = z.infer<typeof TryRuleInput>

export interface RuleView {
  id: string
  version: number
  name: string
  enabled: boolean
  conditions: RuleConditions
  actions: RuleAction[]
  /** Mentions it matched in the last 24 hours. */
  matchedToday: number
}
