import type { Access, ChannelFacts } from '../../../../core/ports/connector.ts'
import type { OutboundFetch } from '../../../../core/ports/outbound-fetch.ts'

/** 風待製菓, a sweets shop, on every network. */
export function channelOn(network: string, facts: Partial<ChannelFacts> = {}): ChannelFacts {
  const own: Record<string, { externalId: string; handle: string | null }> = {
    x: { externalId: '1850203948572016640', handle: 'kazamachi_seika' },
    line: { externalId: 'U5f1c8e07b92d4a6f8c3e1d0b7a945e26', handle: '@kazamachi' },
    feed: { externalId: 'https://news.example.jp/feed.xml', handle: null },
  }
  return { id: `channel-${network}`, network, ...(own[network] ?? { externalId: network, handle: null }), config: {}, ...facts }
}

export function accessTo(channel: ChannelFacts, outbound: OutboundFetch, credentials: Record<string, string>, url?: string): Access {
  return { channel, credentials, outbound, baseUrls: url === undefined ? {} : { api: url, data: url, sticker: url }, signal: new AbortController().signal }
}
