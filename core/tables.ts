import type { ColumnType, Generated, Kysely } from 'kysely'

/** Row types of every table. The tables themselves: storage/migrations. */

/** Written as JSON text, read as a value. */
type Json<T> = ColumnType<T, string, string>
/** The same where the database has a default. */
type DefaultJson<T> = ColumnType<T, string | undefined, string>
type At = ColumnType<Date, Date | string, Date | string>
type NullableAt = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type DefaultAt = ColumnType<Date, Date | string | undefined, Date | string>

export interface Tables {
  workspace: Workspace
  member: Member
  team: Team
  team_member: TeamMember
  team_channel: TeamChannel
  app: App
  channel: Channel
  intake: Intake
  profile: Profile
  profile_event: ProfileEvent
  conversation: Conversation
  conversation_tag: ConversationTag
  conversation_read: ConversationRead
  mention: Mention
  mention_channel: MentionChannel
  mention_version: MentionVersion
  mention_search: MentionSearch
  reply: Reply
  note: Note
  media: Media
  attachment: Attachment
  tag: Tag
  rule: Rule
  rule_firing: RuleFiring
  ticket: Ticket
  lead: Lead
  outbound_action: OutboundAction
  event: Event
  event_detail: EventDetail
  event_head: EventHead
  notification: Notification
  watcher: Watcher
  job: Job
  job_row: JobRow
  idempotency: IdempotencyRow
  undo: Undo
  counter: Counter
  rollup: Rollup
  index_outbox: IndexOutbox
  tombstone: Tombstone
  suppression: Suppression
}

export type Db = Kysely<Tables>

interface Workspace {
  id: string
  name: string
  time_zone: Generated<string>
  outbound_paused_at: NullableAt
  outbound_pause_reason: string | null
  settings: DefaultJson<Record<string, unknown>>
  created_at: DefaultAt
}

interface Member {
  workspace_id: string
  /** Identity of the person, from the sign-in store. */
  user_id: string
  name: string
  email: string
  role: string
  state: Generated<'active' | 'suspended'>
  preferences: DefaultJson<Record<string, unknown>>
  created_at: DefaultAt
  version: Generated<number>
}

interface Team {
  workspace_id: string
  id: string
  name: string
  created_at: DefaultAt
  version: Generated<number>
}
interface TeamMember {
  workspace_id: string
  team_id: string
  user_id: string
}
/** A channel named here is seen by its teams only; one without a row by everybody in the workspace. */
interface TeamChannel {
  workspace_id: string
  team_id: string
  channel_id: string
}

interface App {
  workspace_id: string
  id: string
  network: string
  /** Public part of the webhook address, unique in the whole installation. */
  key: string
  name: string
  /** Sealed JSON of the app's credentials. */
  secrets: string
  created_at: DefaultAt
  last_event_at: NullableAt
  version: Generated<number>
}

interface Channel {
  workspace_id: string
  id: string
  network: string
  app_id: string | null
  /** The account's id at the network. */
  external_id: string
  name: string
  handle: string | null
  state: Generated<'connected' | 'limited' | 'needs_reconnect' | 'paused'>
  /** {ja, en} of what is wrong. */
  state_reason: Json<{ ja: string; en: string }> | null
  config: DefaultJson<Record<string, unknown>>
  /** Sealed JSON of the channel's credentials. */
  credentials: string | null
  cursor: string | null
  poll_every_seconds: number | null
  next_poll_at: NullableAt
  poll_lease_until: NullableAt
  poll_fence: Generated<number>
  poll_failures: Generated<number>
  last_polled_at: NullableAt
  last_event_at: NullableAt
  subscription_seen_at: NullableAt
  test_event_at: NullableAt
  /** What the network said of metered messages: {used, limit, at}. */
  quota: Json<{ used: number; limit: number | null; at: string }> | null
  /** When to ask for it again; null: the network meters nothing, or the channel is new. */
  quota_after: NullableAt
  outbound_paused_at: NullableAt
  /** The network asked to wait: nothing leaves by this channel before. */
  outbound_resume_at: NullableAt
  created_at: DefaultAt
  /** A deleted channel keeps its row, so that what it brought stays behind its wall; its credentials and its place at the network are gone. */
  deleted_at: NullableAt
  version: Generated<number>
}

/** One network event as it came. `source_id` is the channel where known, else the app. */
interface Intake {
  seq: Generated<number>
  workspace_id: string
  source_id: string
  app_id: string | null
  channel_id: string | null
  network: string
  kind: 'mention' | 'change' | 'event' | 'body'
  dedupe_key: string
  raw: Buffer
  urgent: Generated<boolean>
  received_at: DefaultAt
  state: Generated<'waiting' | 'working' | 'done' | 'parked'>
  attempts: Generated<number>
  next_attempt_at: DefaultAt
  lease_until: NullableAt
  fence: Generated<number>
  /** Where and why it was parked or dropped. */
  step: string | null
  reason: string | null
  /** External id of the post it spoke of, so that a deletion finds every copy of its bytes. */
  post_id: string | null
  /** The account at the network that it is for, while no channel of ours is connected to it. */
  account: string | null
  done_at: NullableAt
}

interface Profile {
  workspace_id: string
  id: string
  network: string
  external_id: string
  handle: string | null
  name: string | null
  avatar_url: string | null
  avatar_media_id: string | null
  followers: number | null
  is_ours: Generated<boolean>
  /** Where and when the network's profile call is due; null: not needed. */
  fetch_channel_id: string | null
  fetch_after: NullableAt
  fetched_at: NullableAt
  first_seen_at: DefaultAt
  version: Generated<number>
}

/** Followed, unfollowed, joined, reacted, ...: events of a person, not mentions. */
interface ProfileEvent {
  workspace_id: string
  intake_seq: number
  profile_id: string
  channel_id: string
  what: string
  code: string
  at: DefaultAt
}

interface Conversation {
  workspace_id: string
  id: string
  channel_id: string
  network: string
  external_key: string
  /** The person on the other side. */
  profile_id: string
  state: Generated<'open' | 'pending' | 'snoozed' | 'done'>
  sorting: Generated<'normal' | 'spam' | 'repost'>
  assignee_id: string | null
  team_id: string | null
  snoozed_until: NullableAt
  last_mention_id: string | null
  last_mention_at: At
  /** Since when the person has been waiting for an answer of ours; null when nobody waits. */
  waiting_since: NullableAt
  first_reply_at: NullableAt
  last_reply_at: NullableAt
  mention_count: Generated<number>
  /** A reply of ours ended failed, unknown or missed and nobody has dealt with it. */
  send_trouble: Generated<boolean>
  reply_token: string | null
  reply_token_expires_at: NullableAt
  arrival: number
  created_at: DefaultAt
  updated_at: DefaultAt
  version: Generated<number>
}

interface ConversationTag {
  workspace_id: string
  conversation_id: string
  tag_id: string
}
interface ConversationRead {
  workspace_id: string
  conversation_id: string
  user_id: string
  /** The newest arrival the person has seen. */
  arrival: number
}

interface Mention {
  workspace_id: string
  id: string
  network: string
  external_id: string
  version: Generated<number>
  channel_id: string
  conversation_id: string
  author_id: string
  kind: string
  title: string | null
  text: string
  url: string | null
  in_reply_to: string | null
  summoned: Generated<boolean>
  /** [{kind, url, ref, alt, mediaId}] */
  media: DefaultJson<StoredMedia[]>
  engagement: DefaultJson<Record<string, number>>
  language: string
  sentiment: string
  sentiment_score: number
  /** {confidence, evidence[], failed?} */
  annotation: Json<StoredAnnotation>
  /** Engine, dictionary and model version. */
  annotated_by: string
  /** When to fetch its media from the network (again); null: nothing is left to fetch. */
  media_after: NullableAt
  published_at: At
  edited_at: NullableAt
  deleted_at: NullableAt
  received_at: DefaultAt
  arrival: number
  index_version: Generated<number>
}

export interface StoredMedia {
  kind: string
  url: string | null
  ref: string | null
  alt: string | null
  /** Our own copy. */
  mediaId?: string
  /** How often the network did not give it. */
  tries?: number
}
export interface StoredAnnotation {
  confidence: number
  evidence: { start: number; end: number; weight: number; why: string }[]
  failed?: string
}

interface MentionChannel {
  workspace_id: string
  mention_id: string
  channel_id: string
  seen_at: DefaultAt
}
/** What a mention said before an edit. */
interface MentionVersion {
  workspace_id: string
  mention_id: string
  version: number
  text: string
  replaced_at: DefaultAt
}

/** Belongs to the mention index adapter alone; has no policy. */
interface MentionSearch {
  mention_id: string
  workspace_id: string
  index_version: number
  arrival: number
  network: string
  channel_id: string
  conversation_id: string
  author_id: string
  kind: string
  language: string
  sentiment: string
  published_at: At
  terms: string
}

interface Reply {
  workspace_id: string
  id: string
  conversation_id: string
  network: string
  kind: 'public' | 'private'
  text: string
  media: DefaultJson<StoredMedia[]>
  /** The person who wrote it here; null when it came from outside the product. */
  author_user_id: string | null
  action_id: string | null
  external_id: string | null
  url: string | null
  /** Written at the network, or recorded by hand as answered there. */
  made_outside: Generated<boolean>
  in_reply_to: string | null
  /** Set once it is known to have gone out. */
  sent_at: NullableAt
  created_at: DefaultAt
  arrival: number
}

interface Note {
  workspace_id: string
  id: string
  conversation_id: string
  ticket_id: string | null
  author_user_id: string | null
  text: string
  mentioned_user_ids: Generated<string[]>
  created_at: DefaultAt
}

/** Bytes that we keep, because the network's link expires or a person uploaded them. */
interface Media {
  workspace_id: string
  id: string
  channel_id: string | null
  content_type: string
  byte_size: number
  sha256: string
  bytes: Buffer
  created_at: DefaultAt
}
interface Attachment {
  workspace_id: string
  id: string
  media_id: string
  file_name: string
  note_id: string | null
  ticket_id: string | null
  uploaded_by: string
  created_at: DefaultAt
}

interface Tag {
  workspace_id: string
  id: string
  name: string
  created_at: DefaultAt
}

interface Rule {
  workspace_id: string
  id: string
  name: string
  enabled: Generated<boolean>
  conditions: Json<unknown>
  actions: Json<unknown>
  position: Generated<number>
  created_at: DefaultAt
  version: Generated<number>
}
interface RuleFiring {
  workspace_id: string
  rule_id: string
  mention_id: string
  mention_version: number
  fired_at: DefaultAt
}

interface Ticket {
  workspace_id: string
  id: string
  number: number
  conversation_id: string
  profile_id: string
  subject: string
  type: Generated<'question' | 'incident' | 'problem' | 'task'>
  priority: Generated<'low' | 'normal' | 'high' | 'urgent'>
  state: Generated<'new' | 'open' | 'pending' | 'on_hold' | 'solved' | 'closed'>
  assignee_id: string | null
  team_id: string | null
  due_at: NullableAt
  fields: DefaultJson<Record<string, string>>
  mention_id: string | null
  rule_id: string | null
  previous_ticket_id: string | null
  opened_at: DefaultAt
  first_reply_at: NullableAt
  solved_at: NullableAt
  closed_at: NullableAt
  updated_at: DefaultAt
  version: Generated<number>
}

interface Lead {
  workspace_id: string
  id: string
  number: number
  profile_id: string
  conversation_id: string | null
  mention_id: string | null
  stage: Generated<'new' | 'contacted' | 'qualified' | 'proposal' | 'won' | 'lost'>
  owner_id: string | null
  team_id: string | null
  name: string
  name_kana: string | null
  company: string | null
  mail: string | null
  phone: string | null
  need: string | null
  next_step: string | null
  next_step_on: ColumnType<string | null, string | null | undefined, string | null>
  rule_id: string | null
  created_at: DefaultAt
  updated_at: DefaultAt
  version: Generated<number>
}

interface OutboundAction {
  workspace_id: string
  id: string
  network: string
  channel_id: string
  conversation_id: string | null
  operation: string
  idempotency: 'key' | 'deterministic' | 'handle' | 'read-back' | 'none'
  idempotency_key: string
  dedupe_key: string
  target: Json<Record<string, string>>
  text: string
  state: Generated<'held' | 'due' | 'sending' | 'done' | 'failed' | 'unknown' | 'missed' | 'cancelled'>
  due_at: At
  attempts: Generated<number>
  fence: Generated<number>
  lease_until: NullableAt
  /** When the first attempt was committed. */
  intent_at: NullableAt
  /** Lateness counts from here where our own retries have moved `due_at`; null: from `due_at`. */
  late_from: NullableAt
  /** Since when nobody knows whether an attempt was applied; null: it is known. */
  ambiguous_since: NullableAt
  /** While `sending`: when to look what became of it, and how often it was not found. */
  reconcile_at: NullableAt
  reconcile_misses: Generated<number>
  handle: string | null
  external_id: string | null
  url: string | null
  /** {code, words: {ja, en}} */
  problem: Json<{ code: string; words: { ja: string; en: string } }> | null
  created_by: string | null
  created_at: DefaultAt
  done_at: NullableAt
  version: Generated<number>
}

/** Appended, never changed, except that the sealer fills position and hash once. */
interface Event {
  workspace_id: string
  id: string
  name: string
  subject_kind: string
  subject_id: string
  conversation_id: string | null
  actor_kind: string
  actor_id: string
  /** Ids, states and codes only. */
  data: Json<Record<string, unknown>>
  detail_digest: Buffer | null
  at: DefaultAt
  position: number | null
  hash: Buffer | null
  insert_order: Generated<number>
}
/** A person's words; erasing the row leaves the chain valid. */
interface EventDetail {
  workspace_id: string
  event_id: string
  salt: Buffer
  detail: Json<Record<string, unknown>>
}
interface EventHead {
  workspace_id: string
  position: number
  hash: Buffer
}

interface Notification {
  workspace_id: string
  id: string
  user_id: string
  kind: 'notify' | 'named' | 'watched' | 'assigned'
  subject_kind: string
  subject_id: string
  conversation_id: string | null
  /** Codes and ids for the sentence; no text of mentions. */
  data: Json<Record<string, unknown>>
  created_at: DefaultAt
  read_at: NullableAt
}
interface Watcher {
  workspace_id: string
  conversation_id: string
  user_id: string
}

interface Job {
  workspace_id: string
  id: string
  kind: string
  state: Generated<'waiting' | 'running' | 'done' | 'failed' | 'cancelled'>
  params: Json<Record<string, unknown>>
  total: number | null
  done: Generated<number>
  failed: Generated<number>
  cursor: string | null
  result: Json<Record<string, unknown>> | null
  lease_until: NullableAt
  fence: Generated<number>
  created_by: string | null
  created_at: DefaultAt
  finished_at: NullableAt
}
/** A row of a job that could not be done, with its reason. */
interface JobRow {
  workspace_id: string
  job_id: string
  row_no: number
  reason: Json<{ ja: string; en: string }>
  raw: string
}

interface IdempotencyRow {
  workspace_id: string
  actor_id: string
  key: string
  request_hash: string
  status: number | null
  response: Json<unknown> | null
  created_at: DefaultAt
}
interface Undo {
  workspace_id: string
  token: string
  user_id: string
  inverse: Json<unknown>
  expires_at: At
  used_at: NullableAt
}
interface Counter {
  workspace_id: string
  kind: string
  value: number
}
/** Mentions a day (UTC hour, so that any zone can be summed). */
interface Rollup {
  workspace_id: string
  hour: At
  channel_id: string
  sentiment: string
  mentions: number
}
interface IndexOutbox {
  workspace_id: string
  mention_id: string
  index_version: number
  queued_at: DefaultAt
}
/** A keyed hash of a post that was deleted at its network: no late copy brings it back. */
interface Tombstone {
  workspace_id: string
  network: string
  key_hash: string
  deleted_at: DefaultAt
}
/** A keyed hash of an author who asked to be erased. */
interface Suppression {
  workspace_id: string
  network: string
  author_hash: string
  created_at: DefaultAt
}
