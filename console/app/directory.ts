import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ChannelView } from '../../core/channel/channel.ts'
import type { TagView } from '../../core/tag/tag.ts'
import type { MemberView, TeamView } from '../../core/team/team.ts'
import { readAnswer, send } from '../api/client.ts'

/** People, teams, tags and channels of the workspace, asked for once and shared by pickers, histories and filters. */
export const membersQuery = queryOptions({ queryKey: ['members'], queryFn: () => rows<MemberView>('/api/members'), staleTime: 300_000 })
export const teamsQuery = queryOptions({ queryKey: ['teams'], queryFn: () => rows<TeamView>('/api/teams'), staleTime: 300_000 })
export const tagsQuery = queryOptions({ queryKey: ['tags'], queryFn: () => rows<TagView>('/api/tags'), staleTime: 60_000 })
export const channelsQuery = queryOptions({ queryKey: ['channels'], queryFn: () => rows<ChannelView>('/api/channels'), staleTime: 60_000 })

export function useMembers(): MemberView[] {
  return useQuery(membersQuery).data ?? []
}

export function useTeams(): TeamView[] {
  return useQuery(teamsQuery).data ?? []
}

async function rows<Row>(path: string): Promise<Row[]> {
  const body = await readAnswer<Row[] | { rows: Row[] }>(await send(path))
  return Array.isArray(body) ? body : body.rows
}
