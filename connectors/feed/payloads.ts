/**
 * What `split` takes: a feed that was fetched, decoded and parsed, so that the envelope is plain data.
 * `known` is what the last poll saw, by the hash of the entry's identity.
 */
export interface FeedBody {
  feedUrl: string
  fetchedAt: string
  format: 'rss' | 'rdf' | 'atom' | 'json'
  feed: unknown
  known?: KnownEntries
}

/** [hash of title, link and text; version]. A changed hash is an edit: the next version. */
export type KnownEntries = Record<string, [content: string, version: number]>

/** What one intake row of a feed holds. `entry` is as the parser gave it. */
export interface FeedItem {
  feedUrl: string
  feedTitle: string | null
  /** Where relative links start. */
  base: string
  format: FeedBody['format']
  fetchedAt: string
  /** Unique in the workspace: the feed's key and the guid, else a hash of the link, else of the content. */
  identity: string
  version: number
  entry: unknown
}

/** The cursor, as JSON. Validators make the next answer a 304; `known` finds edits. */
export interface FeedCursor {
  etag: string | null
  modified: string | null
  /** Hash of the body, for servers that know no validators. */
  body: string | null
  known: KnownEntries
}
