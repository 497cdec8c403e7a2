import { createHash } from 'node:crypto'
import { sql, type Selectable } from 'kysely'
import { openAccess } from '../core/channel/open-access.ts'
import { newId } from '../core/id.ts'
import type { StoredMedia, Tables } from '../core/tables.ts'
import type { Ingest } from './ports.ts'

type Channel = Selectable<Tables['channel']>

/** Fetches what a network keeps for a while only: pictures and stickers of new mentions, then names of people. */
export async function enrich(ingest: Ingest, signal: AbortSignal): Promise<number> {
  return (await fetchPendingMedia(ingest, signal)) + (await fetchPendingProfiles(ingest, signal))
}

type Fetched = StoredMedia & { bytes?: Buffer; contentType?: string }

async function fetchPendingMedia(ingest: Ingest, signal: AbortSignal): Promise<number> {
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
  const connector = ingest.connectors.get(channel.network)
  const access = await openAccess(ingest, channel, signal)
  return Promise.all(media.map(async (medium) => {
    if (medium.ref === null || medium.mediaId || !connector?.media) return medium
    try {
      const got = await connector.media(access, medium.ref)
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
    const again = Math.max(0, ...stored.filter((medium) => medium.ref !== null && !medium.mediaId && medium.tries !== undefined && medium.tries < maxTries).map((medium) => medium.tries!))
    // A deletion or another process that came in between wins: nothing is written, and the bytes go with the transaction.
    const { numAffectedRows } = await sql`
      update mention set media = ${JSON.stringify(stored)}::jsonb, media_after = ${again === 0 ? null : sql`app.now() + make_interval(secs => ${10 * 2 ** again})`}
       where id = ${mention.id} and deleted_at is null and media_after <= app.now()`.execute(db)
    if (numAffectedRows !== 1n) throw new MentionGone()
  }).catch((error: unknown) => { if (!(error instanceof MentionGone)) throw error })
}

class MentionGone extends Error {}

async function fetchPendingProfiles(ingest: Ingest, signal: AbortSignal): Promise<number> {
  const { rows } = await sql<Selectable<Tables['profile']> & { external_key: string | null }>`
    select p.*, (select c.external_key from conversation c where c.workspace_id = p.workspace_id and c.profile_id = p.id order by c.arrival desc limit 1) as external_key
      from profile p where p.fetch_after <= app.now() order by p.fetch_after limit 50`.execute(ingest.db)
  for (const profile of rows) {
    const channel = profile.fetch_channel_id === null ? null : await readChannel(ingest, profile.fetch_channel_id)
    const facts = channel ? await askProfile(ingest, channel, profile.external_id, profile.external_key, signal) : null
    // Refreshed weekly; whom the network refuses is asked again after a week too.
    await sql`
      update profile set name = coalesce(${facts?.name ?? null}, name), handle = coalesce(${facts?.handle ?? null}, handle),
             avatar_url = coalesce(${facts?.avatarUrl ?? null}, avatar_url), fetched_at = app.now(),
             fetch_after = app.now() + interval '7 days'
       where id = ${profile.id}`.execute(ingest.db)
  }
  return rows.length
}

async function askProfile(ingest: Ingest, channel: Channel, externalId: string, conversation: string | null, signal: AbortSignal) {
  const connector = ingest.connectors.get(channel.network)
  if (!connector?.profile) return null
  try {
    return await connector.profile(await openAccess(ingest, channel, signal), externalId, conversation)
  } catch (error) {
    ingest.log.warn({ channel: channel.id, error: String(error) }, 'a name could not be fetched')
    return null
  }
}

async function readChannel(ingest: Ingest, id: string): Promise<Channel | null> {
  return (await ingest.db.selectFrom('channel').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

/** Only pictures, sound and film are ever shown inline; anything else is a download. */
function safeType(contentType: string | undefined): string {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase()
  return /^(image\/(png|jpeg|gif|webp)|video\/mp4|audio\/(mp4|mpeg|aac|x-m4a))$/.test(type) ? type : 'application/octet-stream'
}
