import { z } from 'zod'
import { after, Id, limit, line, list, UserId, version } from '../input.ts'
import type { AuthorView } from '../mention/mention.ts'

export const leadStages = ['new', 'contacted', 'qualified', 'proposal', 'won', 'lost'] as const
export type LeadStage = (typeof leadStages)[number]

const optional = (max: number) => z.string().trim().max(max).nullable().optional()
const details = {
  name: line(200),
  nameKana: optional(200),
  company: optional(200),
  mail: z.union([z.literal(''), z.email()]).nullable().optional(),
  phone: optional(50),
  need: optional(5000),
  nextStep: optional(1000),
  nextStepOn: z.iso.date().nullable().optional(),
  ownerId: UserId.nullable().optional(),
  teamId: Id.nullable().optional(),
}

export const CaptureLeadInput = z.strictObject({ conversationId: Id, mentionId: Id.optional(), ...details, name: details.name.optional() })
export type CaptureLeadInput = z.infer<typeof CaptureLeadInput>

export const ChangeLeadInput = z.strictObject({ id: Id, version, ...details, name: details.name.optional(), stage: z.enum(leadStages).optional() })
export type ChangeLeadInput = z.infer<typeof ChangeLeadInput>

export const ListLeadsInput = z.strictObject({ stages: list(z.enum(leadStages)), ownerIds: list(UserId), q: z.string().max(200).optional(), limit, after })
export type ListLeadsInput = z.infer<typeof ListLeadsInput>

export const ReadLeadInput = z.strictObject({ id: Id })
export type ReadLeadInput = z.infer<typeof ReadLeadInput>

export interface LeadView {
  id: string
  number: number
  version: number
  stage: LeadStage
  name: string
  nameKana: string | null
  company: string | null
  mail: string | null
  phone: string | null
  need: string | null
  nextStep: string | null
  nextStepOn: string | null
  owner: { id: string; name: string } | null
  team: { id: string; name: string } | null
  person: AuthorView
  /** The words that showed the interest. */
  source: { mentionId: string; text: string; url: string | null; publishedAt: string } | null
  conversationId: string | null
  createdAt: string
  updatedAt: string
}
