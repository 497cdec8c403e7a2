import type { Sentence } from '../errors.ts'
import type { OutboundFetch } from './outbound-fetch.ts'

/**
 * One network in both directions. Pure functions read what came in; effects go through the `Access` that is handed in.
 * What a network offers is declared as data; the caller asks the data, never the network's name.
 */
export interface Connector {
  /** `x`, `line`, `feed`, ... as in addresses and rows. */
  readonly network: string
  readonly title: Sentence
  /** How mentions arrive. `pollEverySeconds` is the default interval. */
  readonly intake: { polls: boolean; webhooks: boolean; pollEverySeconds?: number }
  /** What the form asks for; an app's fields belong to the registration, a channel's to the connected account. */
  readonly appFields: readonly CredentialField[]
  readonly channelFields: readonly CredentialField[]
  readonly text: TextRules
  readonly permissions: readonly Permission[]
  readonly operations: Readonly<Record<string, Operation>>

  /** Reads the envelope only; items stay unknown. Throws `UnknownEnvelope`: the body is parked whole, a poll's cursor stays. */
  split(body: unknown): SplitItem[]
  /** Pure and tolerant: unknown fields pass, ids are opaque strings. Throws `Unmappable` to park one item. */
  map(raw: unknown, channel: ChannelFacts): Mapped

  /** Pages since the cursor, oldest cursor first committed. The caller stores each page and its cursor in one transaction. */
  listen?(access: Access, cursor: string | null): AsyncGenerator<ListenPage>
  /** True when the signature fits the raw body. Constant time. */
  verify?(request: SignedRequest, secrets: Record<string, string>): boolean
  /** The answer to a network's challenge, or null when this request is none. */
  handshake?(request: SignedRequest, secrets: Record<string, string>): HandshakeAnswer | null
  /** Proves the credentials and names the account; called when a channel is connected and for its health. */
  check(access: Access): Promise<CheckResult>
  /** Name and picture of a person, null when the network refuses. */
  profile?(access: Access, externalId: string, conversation: string | null): Promise<AuthorFacts | null>
  /** The bytes of a medium that the network keeps for a while only. */
  media?(access: Access, ref: string): Promise<{ bytes: Uint8Array; contentType: string } | null>
  /** Which way a reply would go, said before a person sends it. Pure. */
  planReply?(facts: ReplyFacts): ReplyPlan
  /** What is left of this month's metered messages. */
  quota?(access: Access): Promise<{ used: number; limit: number | null }>
}

export interface CredentialField {
  key: string
  label: Sentence
  help?: Sentence
  secret: boolean
  required: boolean
}

export interface TextRules {
  /** Longest text in the units of `count`. */
  max: number
  count: 'x-weighted' | 'utf16' | 'graphemes'
}

/** One row of what a network permits. `not-offered` rows say why, so that a screen can. */
export interface Permission {
  object: 'mention' | 'reply' | 'profile'
  action: 'reply' | 'hide' | 'like' | 'delete' | 'mute' | 'block'
  verdict: 'allowed' | 'conditional' | 'not-offered'
  /** Under which condition, or why not. */
  why?: Sentence
  cost?: Sentence
}

export interface ChannelFacts {
  id: string
  network: string
  /** The account's id at the network. */
  externalId: string
  handle: string | null
  config: Record<string, unknown>
}

/** What an operation or a poll may use. Never outlives the call. */
export interface Access {
  channel: ChannelFacts
  /** Opened by whoever holds the secrets port: channel fields, and the app's fields under their own keys. */
  credentials: Record<string, string>
  outbound: OutboundFetch
  /** The operator's override of the network's base URL, by name (`api`, `data`). */
  baseUrls: Record<string, string>
  signal: AbortSignal
}

export interface SplitItem {
  /** The account at the network that this belongs to; null: the channel that was polled. */
  channelExternalId: string | null
  kind: 'mention' | 'change' | 'event'
  /** Unique within the channel and kind, at most 512 bytes. */
  dedupeKey: string
  raw: unknown
  /** Somebody waits for it: direct messages and replies go before bulk. */
  urgent?: boolean
}

export interface ListenPage {
  items: SplitItem[]
  /** Stored with the items; the next `listen` starts from it. */
  cursor: string
  /** Set when the network says how long to wait before the next page. */
  waitMs?: number
}

export interface SignedRequest {
  method: string
  url: URL
  headers: Headers
  body: Uint8Array
}

export interface HandshakeAnswer {
  status: number
  contentType: string
  body: string
}

export interface CheckResult {
  externalId: string
  name: string
  handle: string | null
  avatarUrl?: string | null
  /** True when the network itself says that it will send webhooks to us; null when it has none or does not tell. */
  subscribed: boolean | null
  /** What is missing for full service. */
  limited?: Sentence
}

export type Mapped =
  | { kind: 'mention'; mention: MappedMention }
  /** Our own account wrote it, here or elsewhere. */
  | { kind: 'own'; message: MappedMention }
  | { kind: 'deleted'; externalId: string }
  | { kind: 'edited'; mention: MappedMention }
  | { kind: 'profile'; what: 'followed' | 'unfollowed' | 'joined' | 'left' | 'reacted' | 'postback' | 'other'; author: AuthorFacts; code: string }
  | { kind: 'ignore'; reason: string }

export interface MappedMention {
  externalId: string
  /** Grows with each edit at the network; 0 where it has none. */
  version: number
  kind: 'post' | 'comment' | 'reply' | 'quote' | 'repost' | 'review' | 'direct' | 'article'
  text: string
  /** Kind of what came without text, so that it has a meaning of its own. */
  media: MappedMedia[]
  url: string | null
  /** ISO 8601 UTC. */
  publishedAt: string
  author: AuthorFacts
  /** External id of what it answers. */
  inReplyTo: string | null
  /** Key of the conversation, unique within the channel. */
  conversation: string
  title?: string | null
  engagement?: Record<string, number>
  /** A free way to answer that runs out. */
  replyToken?: { token: string; expiresAt: string } | null
  /** The author mentioned or quoted us, which some networks ask for before a reply. */
  summoned?: boolean
}

export interface MappedMedia {
  kind: 'image' | 'video' | 'audio' | 'file' | 'sticker' | 'location'
  /** Public address, or null where only the network's own call brings it. */
  url: string | null
  /** What `media` takes. */
  ref: string | null
  alt: string | null
}

export interface AuthorFacts {
  externalId: string
  handle: string | null
  name: string | null
  avatarUrl: string | null
  followers?: number | null
}

export interface ReplyFacts {
  mention: { externalId: string; summoned: boolean; kind: string }
  replyToken: { fresh: boolean; expiresAt: string } | null
  quota: { used: number; limit: number | null } | null
}

export type ReplyPlan =
  | { possible: true; operation: string; free: boolean; words: Sentence }
  | { possible: false; words: Sentence; openAt: string | null }

/** What the network offers against doubles; see the table in docs/architecture.md. */
export type Idempotency = 'key' | 'deterministic' | 'handle' | 'read-back' | 'none'

export interface Operation {
  readonly idempotency: Idempotency
  /** Read-back only: how long until an applied change is surely visible. */
  readonly settleMs?: number
  /** Called once for each committed claim. Never retries by itself. A thrown error counts as ambiguous. */
  send(access: Access, action: ActionToSend): Promise<SendAnswer>
  /** Read-only: did it happen? For `read-back` and `handle`. */
  lookup?(access: Access, action: ActionToSend): Promise<LookupAnswer>
}

export interface ActionToSend {
  id: string
  /** The same for every attempt; a UUID. */
  idempotencyKey: string
  /** What it is about: external ids by name. */
  target: Record<string, string>
  text: string
  /** ISO 8601; when the first attempt was committed. */
  intentAt: string
  handle: string | null
}

export type SendAnswer =
  | { kind: 'done'; externalId: string | null; url: string | null }
  /** Taken, not finished: `handle` is stored first, then looked up. */
  | { kind: 'accepted'; handle: string }
  /** Provably not applied. `limited`: the network itself said when, and nothing of this account goes before. */
  | { kind: 'retry'; afterMs: number; reason: string; limited?: true }
  | { kind: 'reconnect'; reason: string }
  /** For good; the network's own words are for the person who wrote it. */
  | { kind: 'rejected'; code: string; words: Sentence }
  | { kind: 'ambiguous'; reason: string }

export type LookupAnswer =
  | { kind: 'found'; externalId: string | null; url: string | null }
  | { kind: 'not-found' }
  | { kind: 'cannot-tell'; reason: string; afterMs?: number }

/** The body is not what this network sends. */
export class UnknownEnvelope extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnknownEnvelope'
  }
}

/** One item cannot be mapped; `path` names the field. */
export class Unmappable extends Error {
  readonly path: string
  constructor(path: string, message: string) {
    super(message)
    this.name = 'Unmappable'
    this.path = path
  }
}

/** A poll cannot go on: what to do next is the network's word, not a guess. */
export class ListenFailure extends Error {
  readonly next: { kind: 'retry'; afterMs: number } | { kind: 'reconnect' } | { kind: 'limited'; words: Sentence }
  constructor(message: string, next: ListenFailure['next'], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ListenFailure'
    this.next = next
  }
}
