import type { SplitItem } from '../../core/ports/connector.ts'
import { UnknownEnvelope } from '../../core/ports/connector.ts'
import type { Fields } from '../shared/read.ts'
import { boundedId, fieldsOf, hashOfValue, idOf, isFields, listOf, textOf } from '../shared/read.ts'
import type { XItem } from './payloads.ts'

/** The Account Activity API is deprecated at X but still in use: its events are turned into the present ones. */
export function splitLegacy(body: Fields): SplitItem[] {
  const channel = idOf(body['for_user_id'])
  const items = [
    ...listOf(body['tweet_create_events']).map((status) => postItem(channel, fieldsOf(status))),
    ...listOf(body['tweet_delete_events']).map((deletion) => deleteItem(channel, fieldsOf(deletion))),
    ...listOf(body['direct_message_events']).map((message) => messageItem(channel, fieldsOf(message), fieldsOf(body['users']))),
    ...listOf(body['follow_events']).map((event) => followItem(channel, fieldsOf(event))),
    ...['favorite_events', 'block_events', 'mute_events', 'direct_message_indicate_typing_events', 'direct_message_mark_read_events']
      .flatMap((name) => listOf(body[name]).map((event) => otherItem(channel, name, event))),
    ...(isFields(body['user_event']) ? [otherItem(channel, 'user_event', body['user_event'])] : []),
  ]
  const known = items.length > 0 || Object.keys(body).some((key) => key.endsWith('_events'))
  if (!known) throw new UnknownEnvelope('for_user_id without any *_events')
  return items
}

function postItem(channel: string | null, status: Fields): SplitItem {
  const raw: XItem = { event: 'post.create', ...modernPost(status) }
  return { channelExternalId: channel, kind: 'mention', dedupeKey: idOf(status['id_str']) ?? hashOfValue(status), raw, urgent: true }
}

/** A v1.1 status in the shape of a v2 post, with what it quotes, repeats and who wrote it beside it. */
function modernPost(status: Fields): Omit<XItem, 'event'> {
  const inner = [['quoted', status['quoted_status']], ['retweeted', status['retweeted_status']]] as const
  const referenced = inner.flatMap(([type, post]) => (isFields(post) ? [{ type, id: idOf(post['id_str']), post: modernPost(post) }] : []))
  const answered = idOf(status['in_reply_to_status_id_str'])
  const entities = fieldsOf(fieldsOf(status['extended_tweet'])['entities'] ?? status['entities'])
  const payload = {
    id: status['id_str'],
    text: fieldsOf(status['extended_tweet'])['full_text'] ?? status['full_text'] ?? status['text'],
    author_id: fieldsOf(status['user'])['id_str'],
    created_at: textOf(status['timestamp_ms']) ?? status['created_at'],
    conversation_id: answered ?? undefined,
    in_reply_to_user_id: status['in_reply_to_user_id_str'] ?? undefined,
    referenced_tweets: [...(answered === null ? [] : [{ type: 'replied_to', id: answered }]), ...referenced.map(({ type, id }) => ({ type, id }))],
    attachments: { media_keys: listOf(entities['media']).map((medium) => fieldsOf(medium)['id_str']) },
    entities: {
      urls: [...listOf(entities['urls']), ...listOf(entities['media'])],
      mentions: listOf(entities['user_mentions']).map((mention) => ({ username: fieldsOf(mention)['screen_name'], id: fieldsOf(mention)['id_str'] })),
    },
  }
  return {
    payload,
    users: [modernUser(status['user']), ...referenced.flatMap(({ post }) => post.users)],
    posts: referenced.map(({ post }) => post.payload),
    media: listOf(entities['media']).map((medium) => {
      const fields = fieldsOf(medium)
      return { media_key: fields['id_str'], type: fields['type'], url: fields['media_url_https'], alt_text: fields['ext_alt_text'] }
    }),
  }
}

function modernUser(user: unknown): Fields {
  const fields = fieldsOf(user)
  return {
    id: fields['id_str'] ?? fields['id'],
    name: fields['name'],
    username: fields['screen_name'],
    profile_image_url: fields['profile_image_url_https'],
    public_metrics: { followers_count: fields['followers_count'] },
  }
}

function deleteItem(channel: string | null, deletion: Fields): SplitItem {
  const status = fieldsOf(deletion['status'])
  const raw: XItem = { event: 'post.delete', payload: { id: status['id'], author_id: status['user_id'] }, users: [], posts: [], media: [] }
  return { channelExternalId: channel, kind: 'change', dedupeKey: boundedId(`post.delete:${idOf(status['id']) ?? hashOfValue(deletion)}`), raw }
}

function messageItem(channel: string | null, message: Fields, users: Fields): SplitItem {
  const sent = idOf(fieldsOf(message['message_create'])['sender_id']) === channel
  const people = Object.values(users).map((user) => ({ ...modernUser(user), id: fieldsOf(user)['id'] }))
  const raw: XItem = { event: sent ? 'dm.sent' : 'dm.received', payload: message, users: people, posts: [], media: [] }
  return { channelExternalId: channel, kind: 'mention', dedupeKey: idOf(message['id']) ?? hashOfValue(message), raw, urgent: !sent }
}

/** An unfollow stands under `follow_events` too; its own `type` tells. */
function followItem(channel: string | null, event: Fields): SplitItem {
  const name = event['type'] === 'unfollow' ? 'follow.unfollow' : 'follow.follow'
  const payload = { source: modernUser(event['source']), target: modernUser(event['target']) }
  const raw: XItem = { event: name, payload, users: [], posts: [], media: [] }
  return { channelExternalId: channel, kind: 'event', dedupeKey: boundedId(`${name}:${hashOfValue(event)}`), raw }
}

function otherItem(channel: string | null, name: string, event: unknown): SplitItem {
  const fields = fieldsOf(event)
  const user = isFields(fields['user']) ? [modernUser(fields['user'])] : []
  const raw: XItem = { event: name === 'favorite_events' ? 'like.create' : name, payload: event, users: user, posts: [], media: [] }
  return { channelExternalId: channel, kind: 'event', dedupeKey: boundedId(`${name}:${idOf(fields['id']) ?? hashOfValue(event)}`), raw }
}
