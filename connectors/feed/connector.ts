import type { Access, CheckResult, Connector, Permission } from '../../core/ports/connector.ts'
import { ListenFailure, UnknownEnvelope } from '../../core/ports/connector.ts'
import { defineConnector } from '../shared/define-connector.ts'
import { feedUrlOf, fetchFeed } from './client.ts'
import { titleOf } from './entry.ts'
import { listen } from './listen.ts'
import { map } from './map.ts'
import { split } from './split.ts'

const readOnly = { ja: 'フィードは読むだけです。記事のページで返信してください。', en: 'A feed can only be read. Answer on the article’s own page.' }

export const feed: Connector = defineConnector({
  network: 'feed',
  title: { ja: 'RSS・Atomフィード', en: 'RSS and Atom feed' },
  intake: { polls: true, webhooks: false, pollEverySeconds: 900 },
  appFields: [],
  channelFields: [
    { key: 'url', label: { ja: 'フィードのURL', en: 'Address of the feed' }, help: { ja: 'RSS、Atom、JSON Feedに対応しています。', en: 'RSS, Atom or JSON Feed.' }, secret: false, required: true },
  ],
  text: { max: 0, count: 'utf16' },
  permissions: (['reply', 'hide', 'like', 'delete'] as const).map((action): Permission => ({ object: 'mention', action, verdict: 'not-offered', why: readOnly })),
  operations: {},
  split, map, listen, check,
  planReply: () => ({ possible: false, openAt: null, words: readOnly }),
})

async function check(access: Access): Promise<CheckResult> {
  const url = feedUrlOf(access)
  const nothingKnown = { etag: null, modified: null, body: null, known: {} }
  try {
    const fetched = await fetchFeed(access, nothingKnown)
    return { externalId: url, name: titleOf(fetched?.body.feed) ?? new URL(url).host, handle: null, subscribed: null }
  } catch (error) {
    if (!(error instanceof UnknownEnvelope)) throw error
    throw new ListenFailure(error.message, { kind: 'limited', words: { ja: 'このURLはフィードではありません。RSS、Atom、JSON FeedのURLを入れてください。', en: 'This address is no feed. Give the address of an RSS, Atom or JSON feed.' } }, error)
  }
}
