import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../../../../core/json.ts'

/** Bodies as the networks send them, by network: ours below, and every recorded one under `fixtures/<network>`. */
export function samplesOf(network: string): { name: string; body: unknown }[] {
  return [...(own[network] ?? []).map((body, index) => ({ name: `${network} ${index}`, body })), ...recorded(network)]
}

function recorded(network: string): { name: string; body: unknown }[] {
  const folder = join(import.meta.dirname, '../../../../fixtures', network)
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : []
  return files.map((file) => ({ name: `fixtures/${network}/${file}`, body: parseJson(readFileSync(join(folder, file))) }))
}

const ourUser = { id: '1850203948572016640', name: '風待製菓【公式】', username: 'kazamachi_seika' }
const hanako = { id: '1712345678901234567', name: '花子', username: 'hanako_sweets', profile_image_url: 'https://pbs.example.com/hanako.png', public_metrics: { followers_count: 97, followers_count_str: '97' } }

export const xPage = {
  data: [
    {
      id: '2080765813578191303', text: '@kazamachi_seika 栗のどら焼き、届いた箱が潰れていました… https://t.co/abc &amp; 返金してください', author_id: hanako.id,
      created_at: '2026-11-24T01:02:03.000Z', conversation_id: '2080765813578191303', edit_history_tweet_ids: ['2080765813578191303'], lang: 'ja',
      entities: { mentions: [{ start: 0, end: 16, username: 'kazamachi_seika', id: ourUser.id }], urls: [{ url: 'https://t.co/abc', expanded_url: 'https://example.jp/photo', display_url: 'example.jp/photo' }] },
      attachments: { media_keys: ['3_1', '3_unknown'] }, public_metrics: { like_count: 3, retweet_count: 1, reply_count: 0, quote_count: 0, impression_count: 120 },
    },
    { id: '2080765813578191400', text: '引用します', author_id: hanako.id, created_at: '2026-11-24T01:05:00.000Z', conversation_id: '2080765813578191400', edit_history_tweet_ids: ['2080765813578191400'], referenced_tweets: [{ type: 'quoted', id: '2080000000000000001' }] },
    { id: '2080765813578191500', text: 'RT @kazamachi_seika: 新作の…', author_id: hanako.id, created_at: '2026-11-24T01:06:00.000Z', edit_history_tweet_ids: ['2080765813578191500'], referenced_tweets: [{ type: 'retweeted', id: '2080000000000000001' }] },
    { id: '2080765813578191602', text: '直しました', author_id: hanako.id, created_at: '2026-11-24T01:07:00.000Z', edit_history_tweet_ids: ['2080765813578191600', '2080765813578191601', '2080765813578191602'] },
  ],
  includes: {
    users: [hanako, { data: ourUser }],
    tweets: [{ id: '2080000000000000001', text: '新作の栗どら焼きは…', note_tweet: { text: '新作の栗どら焼きは、丹波の栗を丸ごと入れた秋だけの味です。' }, author_id: ourUser.id, edit_history_tweet_ids: ['2080000000000000001'] }],
    media: [{ media_key: '3_1', type: 'photo', url: 'https://pbs.example.com/1.jpg', alt_text: '潰れた箱' }],
  },
  errors: [{ title: 'Not Found Error', type: 'https://api.x.com/2/problems/resource-not-found', detail: 'Could not find tweet' }],
  meta: { newest_id: '2080765813578191602', oldest_id: '2080765813578191303', result_count: 4 },
}

export function xEvent(event_type: string, payload: unknown, includes?: unknown): Record<string, unknown> {
  return { data: { event_uuid: '-2781149976877970683', filter: { user_id: ourUser.id }, event_type, tag: 'all', payload, ...(includes ? { includes } : {}) } }
}

export const xMentionEvent = xEvent('post.mention.create', xPage.data[0], { users: [{ data: hanako }], tweets: [xPage.data[0]] })

export function xMessageEvent(event: 'dm.received' | 'dm.sent', from: string, to: string, text: string): Record<string, unknown> {
  const message = { type: 'message_create', id: '2080765901528535096', created_timestamp: '1784928224372', message_create: { target: { recipient_id: to }, sender_id: from, message_data: { text, entities: { hashtags: [], urls: [] } } } }
  return xEvent(event, { direct_message_events: [message], users: { [hanako.id]: { data: hanako }, [ourUser.id]: { data: ourUser } } })
}

export const xLegacy = {
  for_user_id: ourUser.id,
  tweet_create_events: [{
    id: 2080765813578191400, id_str: '2080765813578191303', created_at: 'Tue Nov 24 01:02:03 +0000 2026', timestamp_ms: '1795482123000', text: '途中で切れ…',
    extended_tweet: { full_text: '@kazamachi_seika 長い文の全部です', entities: { user_mentions: [{ screen_name: 'kazamachi_seika', id_str: ourUser.id }], urls: [], media: [] } },
    user: { id_str: hanako.id, name: '花子', screen_name: 'hanako_sweets', profile_image_url_https: 'https://pbs.example.com/hanako.png', followers_count: 97 },
    in_reply_to_status_id_str: null, in_reply_to_user_id_str: ourUser.id,
  }],
  tweet_delete_events: [{ status: { id: '2080761269309813134', user_id: hanako.id }, timestamp_ms: '1795482124000' }],
  follow_events: [{ type: 'unfollow', created_timestamp: '1795482125000', source: { id: hanako.id, screen_name: 'hanako_sweets', name: '花子' }, target: { id: ourUser.id, screen_name: 'kazamachi_seika' } }],
  favorite_events: [{ id: 'f1', user: { id_str: hanako.id, screen_name: 'hanako_sweets' }, favorited_status: { id_str: '1' } }],
}

const tanaka = 'U4af4980629e7d6b5a8f3c1d2e3f40516'

export function lineBody(...events: unknown[]): Record<string, unknown> {
  return { destination: 'U5f1c8e07b92d4a6f8c3e1d0b7a945e26', events }
}

export function lineEvent(type: string, more: Record<string, unknown> = {}, source: Record<string, unknown> = { type: 'user', userId: tanaka }): Record<string, unknown> {
  return { type, timestamp: 1795482123000, mode: 'active', webhookEventId: `01JDTESTEVENT${type.padEnd(13, '0').slice(0, 13).toUpperCase()}`, deliveryContext: { isRedelivery: false }, source, ...more }
}

export function lineMessage(message: Record<string, unknown>, source?: Record<string, unknown>): Record<string, unknown> {
  return lineEvent('message', { replyToken: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCTA', message: { id: '546000000000000001', quoteToken: 'q3Plxr4AgKd', ...message } }, source)
}

export const lineEvents = {
  text: lineMessage({ type: 'text', text: '予約の変更をお願いします (moon)', emojis: [{ index: 13, length: 6, productId: 'p', emojiId: '1' }] }),
  group: lineMessage({ type: 'text', text: '@風待製菓 質問です', mention: { mentionees: [{ index: 0, length: 4, type: 'user', userId: 'U5f1c8e07b92d4a6f8c3e1d0b7a945e26', isSelf: true }] }, quotedMessageId: '546000000000000000' }, { type: 'group', groupId: 'Ca56f94637c000000000000000000000a', userId: tanaka }),
  room: lineMessage({ type: 'text', text: 'こんにちは' }, { type: 'room', roomId: 'Ra8dbf4673c000000000000000000000b' }),
  sticker: lineMessage({ type: 'sticker', packageId: '11537', stickerId: '52002734', stickerResourceType: 'ANIMATION', keywords: ['ありがとう', 'thanks'] }),
  image: lineMessage({ type: 'image', contentProvider: { type: 'line' }, imageSet: { id: 'E005D41A7288F41B655', index: 1, total: 2 } }),
  external: lineMessage({ type: 'video', duration: 60000, contentProvider: { type: 'external', originalContentUrl: 'https://cdn.example.com/v.mp4', previewImageUrl: 'https://cdn.example.com/v.jpg' } }),
  audio: lineMessage({ type: 'audio', duration: 4000, contentProvider: { type: 'line' } }),
  file: lineMessage({ type: 'file', fileName: '請求書.pdf', fileSize: 2138 }),
  location: lineMessage({ type: 'location', title: '本店', address: '京都市中京区1-1', latitude: 35.0116, longitude: 135.7681 }),
  follow: lineEvent('follow', { replyToken: 'r', follow: { isUnblocked: true } }),
  unfollow: lineEvent('unfollow'),
  join: lineEvent('join', { replyToken: 'r' }, { type: 'group', groupId: 'Ca56f94637c000000000000000000000a' }),
  leave: lineEvent('leave', {}, { type: 'group', groupId: 'Ca56f94637c000000000000000000000a' }),
  memberJoined: lineEvent('memberJoined', { joined: { members: [{ type: 'user', userId: tanaka }, { type: 'user', userId: `U${'0'.repeat(32)}` }] } }, { type: 'group', groupId: 'Ca56f94637c000000000000000000000a' }),
  memberLeft: lineEvent('memberLeft', { left: { members: [{ type: 'user', userId: tanaka }] } }, { type: 'group', groupId: 'Ca56f94637c000000000000000000000a' }),
  postback: lineEvent('postback', { replyToken: 'r', postback: { data: 'action=reserve', params: { date: '2026-12-01' } } }),
  unsend: lineEvent('unsend', { unsend: { messageId: '546000000000000001' } }),
  edited: lineEvent('messageEdited', { message: { type: 'text', id: '546000000000000001', text: '予約の変更を取り消します', quoteToken: 'q' } }, { type: 'group', groupId: 'Ca56f94637c000000000000000000000a', userId: tanaka }),
  accountLink: lineEvent('accountLink', { link: { result: 'ok', nonce: 'n' } }),
  beacon: lineEvent('beacon', { beacon: { hwid: 'd41d8cd98f', type: 'enter', dm: 'abcd' } }),
  things: lineEvent('things', { things: { deviceId: 't1', type: 'link' } }),
  membership: lineEvent('membership', { membership: { type: 'joined', membershipId: 3189 } }),
  videoPlayComplete: lineEvent('videoPlayComplete', { videoPlayComplete: { trackingId: 'track-1' } }),
  module: { ...lineEvent('module', { module: { type: 'attached', botId: 'U5f1c8e07b92d4a6f8c3e1d0b7a945e26', scopes: ['message:send'] } }), source: undefined },
  activated: { ...lineEvent('activated', { chatControl: { expireAt: 1795482999000 } }), source: undefined },
  deactivated: lineEvent('deactivated'),
  botSuspended: { ...lineEvent('botSuspended'), source: undefined },
  botResumed: { ...lineEvent('botResumed'), source: undefined },
  delivery: { ...lineEvent('delivery', { delivery: { data: '15034552939884E28681A7D668CEA94C147C716C0EC9DFE8B80B44EF3B57F6BD' } }), source: undefined },
  somethingNew: lineEvent('dancePerformed', { dance: { style: 'bon-odori' } }),
}

export function feedBody(format: string, feed: unknown): Record<string, unknown> {
  return { feedUrl: 'https://news.example.jp/feed.xml', fetchedAt: '2026-11-24T03:00:00.000Z', format, feed }
}

const own: Record<string, unknown[]> = {
  x: [
    xPage,
    xMentionEvent,
    xEvent('post.create', { id: '2080765999999999999', text: '本日も営業中です', author_id: ourUser.id, created_at: '2026-11-24T02:00:00.000Z' }),
    xEvent('post.delete', { id: '2080761269309813134', author_id: hanako.id }),
    xEvent('follow.follow', { source: hanako, target: ourUser }),
    xEvent('like.create', { user_id: hanako.id, post_id: '1' }),
    xEvent('profile.update.bio', { before: 'a', after: 'b' }),
    xMessageEvent('dm.received', hanako.id, ourUser.id, '営業時間を教えてください'),
    xMessageEvent('dm.sent', ourUser.id, hanako.id, '10時から18時までです'),
    xLegacy,
  ],
  line: [lineBody(), lineBody(...Object.values(lineEvents))],
  feed: [
    feedBody('rss', { title: 'お菓子ニュース', link: 'https://news.example.jp/', items: [
      { title: '風待製菓の&lt;新作&gt;', link: '/articles/1', guid: { value: '9007199254740993', isPermaLink: false }, description: '<p>栗の<b>どら焼き</b>が話題。</p><script>alert(1)</script>', pubDate: 'Tue, 24 Nov 2026 10:00:00 +0900', dc: { creators: ['山田'] }, enclosures: [{ url: '/img/1.jpg', type: 'image/jpeg', length: 1 }] },
      { title: '日付もguidもない記事' },
    ] }),
    feedBody('atom', { title: { value: 'F' }, xml: { base: 'https://news.example.jp/blog/' }, entries: [{ id: 'urn:1', title: { value: '<i>題</i>', type: 'html' }, links: [{ href: 'p/1', rel: 'alternate' }], updated: '2026-11-24T01:00:00Z', content: { value: '<p>本文</p>', type: 'xhtml' }, authors: [{ name: '佐藤' }] }] }),
    feedBody('rdf', { title: 'C', items: [{ title: 'I', link: 'https://news.example.jp/r/1', rdf: { about: 'https://news.example.jp/r/1' }, dc: { dates: ['2026-11-24T10:00:00+09:00'] } }] }),
    feedBody('json', { title: 'J', items: [{ id: '18446744073709551617', content_text: '本文', url: '/j/1', date_published: '2026-11-24T00:00:00Z', authors: [{ name: '鈴木' }] }] }),
  ],
  manual: [
    { externalId: '018f-1', text: '昨日の配達が遅れたとのお電話。', who: { name: '田中', contact: '０３-1234-5678' }, via: 'phone', at: '2026-11-24T01:00:00Z' },
    { items: [{ externalId: '018f-2', text: '店頭でお褒めの言葉', who: '佐藤', via: 'shop', at: '2026-11-24 10:00' }] },
  ],
  import: [{ rows: [
    { network: 'x', externalId: '18446744073709551617', text: '昔の投稿', at: '2024/03/01 9:05', authorId: '1', authorName: '花子', likes: 4, url: 'https://x.com/i/status/1' },
    { text: '番号のない投稿', at: 1709251200000, authorName: '匿名' },
  ] }],
}
