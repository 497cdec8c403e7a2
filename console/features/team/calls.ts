import { queryOptions } from '@tanstack/react-query'
import type { ChangeMemberInput, CreateTokenInput, InviteMemberInput, MemberView, SaveTeamInput, TeamView, TokenView } from '../../../core/team/team.ts'
import { api, call, ifMatch, once } from '../../api/client.ts'

export interface OneTimeLink {
  url: string
  expiresAt: string
}

export const tokensQuery = queryOptions({ queryKey: ['tokens'], queryFn: (): Promise<TokenView[]> => call(api.tokens.$get()) })

export function invite(input: InviteMemberInput, key: string): Promise<OneTimeLink> {
  return call(api.invitations.$post({ json: input }, once(key)))
}

export function resetMember(userId: string): Promise<OneTimeLink> {
  return call(api.members[':userId'].reset.$post({ param: { userId } }, once()))
}

export function changeMember(member: MemberView, change: Pick<ChangeMemberInput, 'role' | 'state'>): Promise<MemberView> {
  return call(api.members[':userId'].$patch({ param: { userId: member.userId }, json: change }, ifMatch(member.version)))
}

export function saveTeam(team: TeamView | null, input: Omit<SaveTeamInput, 'id' | 'version'>, key: string): Promise<TeamView> {
  if (team === null) return call(api.teams.$post({ json: input }, once(key)))
  return call(api.teams[':id'].$put({ param: { id: team.id }, json: input }, ifMatch(team.version)))
}

export function deleteTeam(team: TeamView): Promise<unknown> {
  return call(api.teams[':id'].$delete({ param: { id: team.id } }, ifMatch(team.version)))
}

export function createToken(input: CreateTokenInput, key: string): Promise<TokenView & { secret: string }> {
  return call(api.tokens.$post({ json: input }, once(key)))
}

export function revokeToken(id: string): Promise<unknown> {
  return call(api.tokens[':id'].$delete({ param: { id } }))
}
