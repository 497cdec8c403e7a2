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
