import { loadDay } from '../fixtures/scenarios/load-day.ts'
import { signLine } from '../fixtures/simulators/line.ts'
import { signX } from '../fixtures/simulators/x.ts'
import type { SplitItem } from '../core/ports/connector.ts'

/** One mention that a network could have sent, as its webhook and as what the connector splits off. */
export interface Sample {
  externalId: string
  network: 'x' | 'line'
  text: string
  body: string
  item: SplitItem
}

export interface Corpus {
  /** The next `count`; no two have the same words. `every`: one in so many carries `word`. */
  take(count: number, mark?: { word: string; every: number }): Sample[]
}

export const accounts = { x: { id: '1850203948572016640', handle: 'kazamachi_seika' }, line: { id: 'U5f1c8e07b92d4a6f8c3e1d0b7a945e26' } }
export const secrets = { consumerSecret: 'bench-consumer-secret', channelSecret: 'bench-channel-secret' }

/**
 * Mentions of any number, from the hand-written day: their sentences in other company, by the same few thousand people.
 * Two of three are posts at X, each its own conversation, as in an uproar; the third is a word at LINE, in its person's thread.
 */
export function makeCorpus(): Corpus {
  const day = loadDay()
  const sentences = [...new Set([...day.x, ...day.line].flatMap((row) => (row.text ?? '').replace(/[@＠#]\S+|https?:\S+/g, '').split(/(?<=[。！？!?\n])/)).map((text) => text.trim()).filter((text) => text.length > 4 && !text.includes('返金')))]
  const begun = Date.now() - 86_400_000
  let serial = 0

  function say(n: number): string {
    const [a, b, c] = [n, n * 7 + 3, n * 13 + Math.floor(n / sentences.length)].map((place) => sentences[place % sentences.length]!)
    return n % 3 === 0 ? `${a}${b}` : n % 3 === 1 ? `${a}${b}${c}（${n} 番）` : `${n} 個目。${a}`
  }

  function onX(n: number, text: string): Sample {
    const at = begun + n * 20
    const id = (((BigInt(at) - 1288834974657n) << 22n) + BigInt(n % 4096)).toString()
    const author = String(3_000_000_000 + (n * 7919) % 5000)
    const payload = { id, text: `@${accounts.x.handle} ${text}`, author_id: author, conversation_id: id, created_at: new Date(at).toISOString(), edit_history_tweet_ids: [id], lang: 'ja', public_metrics: { like_count: n % 9, retweet_count: 0, reply_count: 0, quote_count: 0 } }
    const user = { id: author, username: `hito_${author}`, name: `ひと ${author.slice(-4)}`, public_metrics: { followers_count: n % 900 } }
    const body = JSON.stringify({ data: { event_uuid: String(n), filter: { user_id: accounts.x.id }, event_type: 'post.mention.create', payload, includes: { users: [user] } } })
    return { network: 'x', externalId: id, text: payload.text, body, item: { channelExternalId: accounts.x.id, kind: 'mention', dedupeKey: id, raw: { event: 'post.mention.create', payload, users: [user], posts: [], media: [] }, urgent: true } }
  }

  function onLine(n: number, text: string): Sample {
    const id = `6${String(n).padStart(17, '0')}`
    const key = `01BENCH${String(n).padStart(19, '0')}`
    const event = { type: 'message', webhookEventId: key, deliveryContext: { isRedelivery: false }, timestamp: begun + n * 20, mode: 'active', source: { type: 'user', userId: `U${((n * 104_729) % 3000).toString(16).padStart(32, '0')}` }, message: { type: 'text', id, text } }
    return { network: 'line', externalId: id, text, body: JSON.stringify({ destination: accounts.line.id, events: [event] }), item: { channelExternalId: accounts.line.id, kind: 'mention', dedupeKey: key, raw: { destination: accounts.line.id, event }, urgent: true } }
  }

  return {
    take: (count, mark) => Array.from({ length: count }, () => {
      const n = ++serial
      const text = mark && n % mark.every === 0 ? `${say(n)}${mark.word}してください。` : say(n)
      return n % 3 === 2 ? onLine(n, text) : onX(n, text)
    }),
  }
}

export function signatureOf({ network, body }: Sample): Record<string, string> {
  return network === 'x' ? { 'x-twitter-webhooks-signature': signX(body, secrets.consumerSecret) } : { 'x-line-signature': signLine(body, secrets.channelSecret) }
}
