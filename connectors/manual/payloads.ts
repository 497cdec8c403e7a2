/**
 * A mention that a person typed in, because it came by telephone, in a shop, by mail or by letter.
 * `split` takes one of these or `{items: [...]}`.
 */
export interface ManualEntry {
  /** Made by whoever stores the entry; the same entry sent twice is one mention. */
  externalId: string
  text: string
  /** The caller's or sender's name, or name and contact. The same contact is the same person and conversation. */
  who?: string | { name?: string; contact?: string }
  via: 'phone' | 'shop' | 'mail' | 'letter' | 'other'
  /** ISO 8601: when it happened. */
  at: string
  title?: string
}
