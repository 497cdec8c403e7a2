import { z } from 'zod'
import { Id, line, version } from '../input.ts'

/** Field names come from the connector; values are sealed at once and never shown again. */
const credentials = z.record(z.string().max(60), z.string().max(10_000)).refine((value) => Object.keys(value).length <= 20)

export const CreateAppInput = z.strictObject({ network: line(20), name: line(100), credentials })
export type CreateAppInput = z.infer<typeof CreateAppInput>

export const ConnectChannelInput = z.strictObject({
  network: line(20),
  appId: Id.optional(),
  name: line(100).optional(),
  credentials: credentials.default({}),
  /** What is no secret: a feed's address. */
  config: z.record(z.string().max(60), z.string().max(2000)).default({}),
  pollEverySeconds: z.number().int().min(15).max(86_400).optional(),
})
export type ConnectChannelInput = z.infer<typeof ConnectChannelInput>

export const ChangeChannelInput = z.strictObject({
  id: Id, version, name: line(100).optional(), paused: z.boolean().optional(),
  pollEverySeconds: z.number().int().min(15).max(86_400).optional(), teamIds: z.array(Id).max(50).optional(),
  credentials: credentials.optional(),
})
export type ChangeChannelInput = z.infer<typeof ChangeChannelInput>

export const ChannelIdInput = z.strictObject({ id: Id, version })
export type ChannelIdInput = z.infer<typeof ChannelIdInput>

/** Where networks reach us: what webhook addresses begin with. */
export interface Addresses {
  publicUrl: URL
}

export interface NetworkView {
  network: string
  title: { ja: string; en: string }
  polls: boolean
  webhooks: boolean
  appFields: FieldView[]
  channelFields: FieldView[]
}
export interface FieldView {
  key: string
  label: { ja: string; en: string }
  help: { ja: string; en: string } | null
  secret: boolean
  required: boolean
}

export interface AppView {
  id: string
  version: number
  network: string
  name: string
  /** To copy into the network's developer console. */
  webhookUrl: string
  lastEventAt: string | null
}

export interface ChannelView {
  id: string
  version: number
  network: string
  name: string
  handle: string | null
  externalId: string
  state: 'connected' | 'limited' | 'needs_reconnect' | 'paused'
  stateReason: { ja: string; en: string } | null
  appId: string | null
  webhookUrl: string | null
  teamIds: string[]
  pollEverySeconds: number | null
  lastPolledAt: string | null
  lastEventAt: string | null
  /** The round trip: the network says that it is subscribed, and a test event came in. */
  subscriptionSeenAt: string | null
  testEventAt: string | null
  quota: { used: number; limit: number | null; at: string } | null
  /** Kept things of the last day. */
  mentionsToday: number
  parked: number
}
