import { z } from 'zod'

export const roles = ['administrator', 'manager', 'agent', 'marketer', 'analyst', 'viewer'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** What a member may do; the API, the console and the OpenAPI document read the same table. */
export const abilities = ['read', 'answer', 'moderate', 'tickets', 'leads', 'export', 'import', 'rules', 'channels', 'parked', 'system', 'team', 'secrets'] as const
export type Ability = (typeof abilities)[number]

const abilitiesOf: Record<Role, readonly Ability[]> = {
  administrator: abilities,
  manager: ['read', 'answer', 'moderate', 'tickets', 'leads', 'export', 'import', 'rules', 'channels', 'parked', 'system'],
  agent: ['read', 'answer', 'moderate', 'tickets', 'leads'],
  marketer: ['read'],
  analyst: ['read', 'export'],
  viewer: ['read'],
}

export function can(role: Role, ability: Ability): boolean {
  return abilitiesOf[role].includes(ability)
}

/** The roles that hold an ability, for documents and for the sentence that says whom to ask. */
export function rolesThatCan(ability: Ability): Role[] {
  return roles.filter((role) => can(role, ability))
}

export interface MemberView {
  userId: string
  name: string
  email: string
  role: Role
  state: 'active' | 'suspended'
  teamIds: string[]
  version: number
}
export interface TeamView {
  id: string
  name: string
  version: number
  memberIds: string[]
  channelIds: string[]
}
export interface TokenView {
  id: string
  name: string
  role: Role
  scopes: string[]
  createdAt: string
  expiresAt: string
  lastUsedAt: string | null
  revokedAt: string | null
}

export const SaveTeamInput = z.strictObject({
  id: z.uuid().optional(), version: z.number().int().positive().optional(), name: z.string().trim().min(1).max(60),
  memberIds: z.array(z.string().max(64)).max(500), channelIds: z.array(z.uuid()).max(200),
})
export type SaveTeamInput = z.infer<typeof SaveTeamInput>

export const DeleteTeamInput = z.strictObject({ id: z.uuid(), version: z.number().int().positive().optional() })
export type DeleteTeamInput = z.infer<typeof DeleteTeamInput>

export const InviteMemberInput = z.strictObject({ email: z.email().max(200), role: Role, teamIds: z.array(z.uuid()).max(20).default([]) })
export type InviteMemberInput = z.infer<typeof InviteMemberInput>

export const ChangeMemberInput = z.strictObject({
  userId: z.string().max(64), version: z.number().int().positive().optional(), role: Role.optional(), state: z.enum(['active', 'suspended']).optional(),
})
export type ChangeMemberInput = z.infer<typeof ChangeMemberInput>

export const CreateTokenInput = z.strictObject({
  name: z.string().trim().min(1).max(100), role: Role, scopes: z.array(z.enum(abilities)).min(1),
  teamIds: z.array(z.uuid()).max(20).default([]), days: z.number().int().min(1).max(365),
})
export type CreateTokenInput = z.infer<typeof CreateTokenInput>

/** Switches of the person's own console: theme, language, single-letter keys, start page. */
export const ChangeMeInput = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  preferences: z.record(z.string().max(60), z.json()).refine((value) => JSON.stringify(value).length <= 20_000, { message: 'too large' }).optional(),
})
export type ChangeMeInput = z.infer<typeof ChangeMeInput>
