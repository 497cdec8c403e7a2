import type { AuthorFacts } from '../../core/ports/connector.ts'
import { cleanText } from '../../core/text.ts'
import { decodeEntities } from '../shared/html-to-text.ts'
import type { Fields } from '../shared/read.ts'
import { countOf, fieldsOf, idOf, isFields, listOf, textOf, webAddress } from '../shared/read.ts'

/**
 * What one intake row of X holds, made by `split` from a page of the API, an X Activity event or a legacy
 * Account Activity event: the event's name, its payload, and of `includes` only what this payload refers to.
 */
export interface XItem {
  /** `page` for a poll, else the event type: `post.create`, `post.delete`, `follow.follow`, `dm.received`, ... */
  event: string
  payload: unknown
  users: unknown[]
  posts: unknown[]
  media: unknown[]
}

export interface XIncludes {
  users: Map<string, Fields>
  posts: Map<string, Fields>
  media: Map<string, Fields>
}

/** `includes` by id. X wraps users in `{data: {...}}` at times, and direct messages bring them as an object by id. */
export function readIncludes(includes: unknown): XIncludes {
  const from = fieldsOf(includes)
  return {
    users: byId(listed(from['users']), 'id'),
    posts: byId([...listed(from['tweets']), ...listed(from['posts'])], 'id'),
    media: byId(listed(from['media']), 'media_key'),
  }
}

/** The includes that this post refers to: its author, whom it answers, what it quotes or repeats, its pictures. */
export function includesOf(post: Fields, all: XIncludes): { users: Fields[]; posts: Fields[]; media: Fields[] } {
  const posts = referencesOf(post).flatMap((reference): Fields[] => found(all.posts, reference.id))
  const userIds = [post, ...posts].flatMap((one) => [idOf(one['author_id']), idOf(one['in_reply_to_user_id'])])
  const mediaKeys = [post, ...posts].flatMap((one) => listOf(fieldsOf(one['attachments'])['media_keys']).map(idOf))
  return { users: pick(all.users, userIds), posts, media: pick(all.media, mediaKeys) }
}

export function authorOf(id: string, includes: XIncludes): AuthorFacts {
  const user = includes.users.get(id)
  return {
    externalId: id,
    handle: textOf(user?.['username'], 200),
    name: textOf(user?.['name'], 500),
    avatarUrl: webAddress(user?.['profile_image_url']),
    followers: countOf(fieldsOf(user?.['public_metrics'])['followers_count']),
  }
}

export interface XReference {
  type: 'replied_to' | 'quoted' | 'retweeted'
  id: string
}

export function referencesOf(post: Fields): XReference[] {
  return listOf(post['referenced_tweets']).flatMap((reference): XReference[] => {
    const { type, id } = fieldsOf(reference)
    const target = idOf(id)
    return target !== null && (type === 'replied_to' || type === 'quoted' || type === 'retweeted') ? [{ type, id: target }] : []
  })
}

/** All ids that the post has had, oldest first. The first one is its identity. */
export function historyOf(post: Fields, id: string): string[] {
  const history = listOf(post['edit_history_tweet_ids']).flatMap((one) => idOf(one) ?? [])
  return history.includes(id) ? history : [id]
}

/** The whole text, long posts too, with t.co links led back to where they go and links to its own pictures left out. */
export function fullTextOf(post: Fields): string {
  const note = fieldsOf(post['note_tweet'])
  const text = textOf(note['text']) ?? textOf(post['text']) ?? ''
  const links = [...listOf(fieldsOf(post['entities'])['urls']), ...listOf(fieldsOf(note['entities'])['urls'])]
  return cleanText(decodeAmpersands(links.reduce<string>(expandLink, text))).trim()
}

export function linksOf(post: Fields): { url: string; expanded: string }[] {
  return listOf(fieldsOf(post['entities'])['urls']).flatMap((link) => {
    const { url, expanded_url: expanded } = fieldsOf(link)
    return typeof url === 'string' && typeof expanded === 'string' ? [{ url, expanded }] : []
  })
}

function expandLink(text: string, link: unknown): string {
  const { url, expanded_url: expanded } = fieldsOf(link)
  if (typeof url !== 'string' || typeof expanded !== 'string' || !url.startsWith('https://t.co/')) return text
  const ownMedia = /^https:\/\/(x|twitter)\.com\/[^/]+\/status\/\d+\/(photo|video)\/\d+$/.test(expanded)
  return text.replaceAll(url, () => (ownMedia ? '' : expanded))
}

/** X escapes `&`, `<` and `>` in texts and nothing else. */
function decodeAmpersands(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, decodeEntities)
}

function listed(value: unknown): Fields[] {
  const entries = isFields(value) ? Object.values(value) : listOf(value)
  return entries.map((entry) => {
    const fields = fieldsOf(entry)
    return isFields(fields['data']) ? fields['data'] : fields
  })
}

function byId(entries: Fields[], key: string): Map<string, Fields> {
  return new Map(entries.flatMap((entry): [string, Fields][] => {
    const id = idOf(entry[key])
    return id === null ? [] : [[id, entry]]
  }))
}

function pick(all: Map<string, Fields>, ids: (string | null)[]): Fields[] {
  return [...new Set(ids)].flatMap((id): Fields[] => (id === null ? [] : found(all, id)))
}

function found(all: Map<string, Fields>, id: string): Fields[] {
  const one = all.get(id)
  return one ? [one] : []
}
