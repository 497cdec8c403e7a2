import { queryOptions } from '@tanstack/react-query'
import type { AppView, ChangeChannelInput, ChannelView, ConnectChannelInput, CreateAppInput, NetworkView } from '../../../core/channel/channel.ts'
import type { EnterMentionInput } from '../../../core/mention/mention.ts'
import { api, call, ifMatch, once } from '../../api/client.ts'

export const networksQuery = queryOptions({ queryKey: ['networks'], queryFn: (): Promise<NetworkView[]> => call(api.networks.$get()), staleTime: Infinity })
export const appsQuery = queryOptions({ queryKey: ['apps'], queryFn: (): Promise<AppView[]> => call(api.apps.$get()) })

export function createApp(input: CreateAppInput, key: string): Promise<AppView> {
  return call(api.apps.$post({ json: input }, once(key)))
}

export function deleteApp(id: string): Promise<unknown> {
  return call(api.apps[':id'].$delete({ param: { id } }))
}

export function connectChannel(input: ConnectChannelInput, key: string): Promise<ChannelView> {
  return call(api.channels.$post({ json: input }, once(key)))
}

export function changeChannel(channel: ChannelView, change: Omit<ChangeChannelInput, 'id' | 'version'>): Promise<ChannelView> {
  return call(api.channels[':id'].$patch({ param: { id: channel.id }, json: change }, ifMatch(channel.version)))
}

export function deleteChannel(channel: ChannelView): Promise<unknown> {
  return call(api.channels[':id'].$delete({ param: { id: channel.id } }, ifMatch(channel.version)))
}

export function checkChannel(id: string): Promise<ChannelView> {
  return call(api.channels[':id'].check.$post({ param: { id } }))
}

export function enterMention(input: EnterMentionInput): Promise<{ mentionId: string | null; conversationId: string | null }> {
  return call(api.mentions.$post({ json: input }, once(input.entryId)))
}
