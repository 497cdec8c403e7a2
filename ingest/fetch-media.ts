import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { openAccess } from '../core/channel/open-access.ts'
import { newId } from '../core/id.ts'
import { isKept } from '../core/mention/is-kept.ts'
import type { StoredMedia } from '../core/tables.ts'
import type { DueChannel as Channel } from './due.ts'
import type { Ingest } from './ports.ts'
import { readChannel } from './read-channel.ts'

type Fetched = StoredMedia & { bytes?: Buffer; contentType?: string }

export async function fetchPendingMedia(ingest: Ingest, signal: AbortSignal): Promise<number> {
  const { rows: mentions } = await sql<{ id: string; workspace_id: string; channel_id: string; media: StoredMedia[] }>`
    select id, workspace_id, channel_id, media from mention where media_after <= app.now() and deleted_at is null order by media_after limit 20`.execute(ingest.db)
  await Promise.all(mentions.map(async (mention) => {
    const channel = await readChannel(ingest, mention.channel_id)
    await storeMedia(ingest, mention, channel ? await fetchAll(ingest, channel, mention.media, signal) : mention.media)
  }))
  return mentions.length
}

/** A refusal is final, its alternative text stands in; a passing trouble is tried again until `maxTries`. */
const maxTries = 6

async function fetchAll(ingest: Ingest, channel: Channel, media: readonly StoredMedia[], signal: AbortSignal): Promise<Fetched[]> {
  const access = await openAccess(ingest, channel, signal)
  return Promise.all(media.map(async (medium) => {
    if (medium.mediaId || !isKept(medium)) return medium
    try {
      const got = medium.ref === null ? await fetchPublic(ingest, medium.url!, signal) : await ingest.connectors.get(channel.network)?.media?.(access, medium.ref)
      return got ? { ...medium, bytes: Buffer.from(got.bytes), contentType: got.contentType } : { ...medium, tries: maxTries }
    } catch (error) {
      ingest.log.warn({ channel: channel.id, error: String(error) }, 'a medium could not be fetched')
      return { ...medium, tries: (medium.tries ?? 0) + 1 }
    }
  }))
}

async function storeMedia(ingest: Ingest, mention: { id: string; workspace_id: string; channel_id: string }, media: readonly Fetched[]): Promise<void> {
  await ingest.asSystem(async (db) => {
    const stored: StoredMedia[] = []
    for (const { bytes, contentType, ...medium } of media) {
      if (!bytes) { stored.push(medium); continue }
      const mediaId = newId()
      await db.insertInto('media').values({
        workspace_id: mention.workspace_id, id: mediaId, channel_id: mention.channel_id, content_type: safeType(contentType), byte_size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'), bytes,
      }).execute()
      stored.push({ ...medium, mediaId })
    }
    const again = Math.max(0, ...stored.filter((medium) => !medium.mediaId && medium.tries !== undefined && medium.tries < maxTries).map((medium) => medium.tries!))
    // A deletion or another process that came in between wins: nothing is written, and the bytes go with the transaction.
    const { numAffectedRows } = await sql`
      update mention set media = ${JSON.stringify(stored)}::jsonb, media_after = ${again === 0 ? null : sql`app.now() + make_interval(secs => ${10 * 2 ** again})`}
       where id = ${mention.id} and deleted_at is null and media_after <= app.now()`.execute(db)
    if (numAffectedRows !== 1n) throw new MentionGone()
  }).catch((error: unknown) => { if (!(error instanceof MentionGone)) throw error })
}

/** A picture at a public address. A refusal is null: the address is gone, or it is not a picture. */
export async function fetchPublic(ingest: Ingest, url: string, signal: AbortSignal): Promise<{ bytes: Uint8Array; contentType: string } | null> {
  const answer = await ingest.outbound.fetch(url, { redirects: 3, signal })
  if (answer.status >= 500 || answer.status === 429) throw new Error(`the picture's host answered ${answer.status}`)
  const contentType = answer.headers.get('content-type') ?? ''
  return answer.status === 200 && contentType.startsWith('image/') ? { bytes: answer.bytes, contentType } : null
}

class MentionGone extends Error {}

/** Only pictures, sound and film are ever shown inline; anything else is a download. */
function safeType(contentType: string | undefined): string {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase()
  return /^(image\/(png|jpeg|gif|webp)|video\/mp4|audio\/(mp4|mpeg|aac|x-m4a))$/.test(type) ? type : 'application/octet-stream'
}
