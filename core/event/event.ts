/** What happened, in the past tense: `ticket.opened`. Arrivals of mentions are not events. */
export interface NewEvent {
  name: EventName
  subject: { kind: SubjectKind; id: string }
  /** The conversation it belongs to, so that its history is one query. */
  conversationId?: string | null
  /** Ids, states and codes only; people's words go into `detail`. */
  data?: Record<string, unknown>
  /** Words of a person, erasable without breaking the chain. */
  detail?: Record<string, unknown>
}

export type SubjectKind =
  | 'conversation' | 'mention' | 'ticket' | 'lead' | 'note' | 'reply' | 'outbound-action' | 'rule' | 'channel' | 'app'
  | 'member' | 'team' | 'job' | 'intake' | 'workspace' | 'token' | 'profile' | 'tag'

/** `noun.verb-in-past`. One list, so that a misspelt event does not compile. */
export type EventName =
  | `conversation.${'assigned' | 'state-changed' | 'tagged' | 'untagged' | 'sorted' | 'answered-there' | 'handed-over' | 'watched' | 'unwatched'}`
  | `mention.${'entered' | 'corrected' | 'erased' | 'deleted-at-network' | 'edited-at-network' | 'exported'}`
  | `note.${'written'}`
  | `ticket.${'opened' | 'reopened' | 'changed' | 'assigned' | 'handed-over' | 'state-changed' | 'attached'}`
  | `lead.${'captured' | 'changed' | 'stage-changed'}`
  | `reply.${'written' | 'made-outside' | 'cancelled'}`
  | `outbound-action.${'sending' | 'done' | 'failed' | 'unknown' | 'missed' | 'held' | 'due' | 'cancelled' | 'settled-by-hand' | 'retried'}`
  | `rule.${'created' | 'changed' | 'deleted' | 'matched'}`
  | `channel.${'connected' | 'changed' | 'state-changed' | 'deleted' | 'polled-now'}`
  | `app.${'created' | 'changed' | 'deleted'}`
  | `member.${'invited' | 'joined' | 'role-changed' | 'suspended' | 'resumed' | 'reset' | 'renamed'}`
  | `team.${'created' | 'changed' | 'deleted'}`
  | `job.${'started' | 'finished' | 'cancelled'}`
  | `intake.${'replayed'}`
  | `workspace.${'created' | 'changed' | 'outbound-paused' | 'outbound-resumed'}`
  | `token.${'created' | 'revoked'}`
  | `tag.${'created' | 'deleted'}`
