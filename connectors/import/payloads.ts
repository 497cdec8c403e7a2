/**
 * One row of a history file once its columns have been named. `split` takes `{rows: [...]}`; a row that cannot be
 * mapped is refused alone. Only `text` and `at` must be there.
 */
export interface ImportRow {
  text: string
  /** ISO 8601 or epoch milliseconds. */
  at: string | number
  /** Where it was written: `x`, `line`, `review`, ... Kept as a prefix of every id, since the mention's network is `import`. */
  network?: string
  /** The id there. Without one a hash of network, author, time and text. */
  externalId?: string
  authorId?: string
  authorName?: string
  authorHandle?: string
  url?: string
  title?: string
  /** A `MappedMention['kind']`; `post` otherwise. */
  kind?: string
  inReplyTo?: string
  conversation?: string
  likes?: number
  reposts?: number
  replies?: number
}
