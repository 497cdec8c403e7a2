import type { Access, ListenPage } from '../../core/ports/connector.ts'
import { fieldsOf, textOf } from '../shared/read.ts'
import { fetchFeed } from './client.ts'
import type { FeedCursor } from './payloads.ts'
import { readKnown, splitFeed } from './split.ts'

/** One page: what is new or edited in the feed. An unchanged feed is a page without items. */
export async function* listen(access: Access, stored: string | null): AsyncGenerator<ListenPage> {
  const last = readCursor(stored)
  const fetched = await fetchFeed(access, last)
  if (fetched === null) {
    yield { items: [], cursor: stored ?? JSON.stringify(last) }
    return
  }
  const { items, known } = splitFeed({ ...fetched.body, known: last.known })
  const next: FeedCursor = { etag: fetched.etag, modified: fetched.modified, body: fetched.hash, known }
  yield { items, cursor: JSON.stringify(next) }
}

/** A cursor that cannot be read costs one full reading, which changes nothing. */
function readCursor(stored: string | null): FeedCursor {
  let fields: Record<string, unknown> = {}
  try {
    fields = fieldsOf(JSON.parse(stored ?? '{}'))
  } catch {
    fields = {}
  }
  return { etag: textOf(fields['etag'], 1000), modified: textOf(fields['modified'], 200), body: textOf(fields['body'], 100), known: readKnown(fields['known']) }
}
