import { createHash } from 'node:crypto'
import { sql, type Selectable } from 'kysely'
import sharp from 'sharp'
import { openAccess } from '../core/channel/open-access.ts'
import { newId } from '../core/id.ts'
import type { AuthorFacts } from '../core/ports/connector.ts'
import type { Tables } from '../core/tables.ts'
import type { DueChannel } from './due.ts'
import { fetchPublic } from './fetch-media.ts'
import type { Ingest } from './ports.ts'
import { readChannel } from './read-channel.ts'

type Person = Selectable<Tables['profile']> & { external_key: string | null }

/** Names and faces of people whom a mention did not fully name; asked again after a week, also of whom the network refuses. */
export async function fetchPendingProfiles(ingest: Ingest, signal: AbortSignal): Promise<number> {
  const { rows } = await sql<Person>`
    select p.*, (select c.external_key from conversation c where c.workspace_id = p.workspace_id and c.profile_id = p.id order by c.arrival desc limit 1) as external_key
      from profile p where p.fetch_after <= app.now() order by p.fetch_after limit 32`.execute(ingest.db)
  await Promise.all(rows.map((person) => refresh(ingest, person, signal)))
  return rows.length
}

async function refresh(ingest: Ingest, person: Person, signal: AbortSignal): Promise<void> {
  const channel = person.fetch_channel_id === null ? null : await readChannel(ingest, person.fetch_channel_id)
  const facts = channel ? await askNetwork(ingest, channel, person, signal) : null
  const avatarUrl = facts?.avatarUrl ?? person.avatar_url
  const face = avatarUrl === null ? null : await fetchFace(ingest, avatarUrl, signal)
  await ingest.asSystem(async (db) => {
    const mediaId = face === null ? null : newId()
    if (mediaId !== null) {
      await db.insertInto('media').values({
        workspace_id: person.workspace_id, id: mediaId, channel_id: null, content_type: 'image/webp', byte_size: face!.length,
        sha256: createHash('sha256').update(face!).digest('hex'), bytes: face!,
      }).execute()
      if (person.avatar_media_id !== null) await db.deleteFrom('media').where('id', '=', person.avatar_media_id).execute()
    }
    await sql`
      update profile set name = coalesce(${facts?.name ?? null}, name), handle = coalesce(${facts?.handle ?? null}, handle),
             avatar_url = ${avatarUrl}, avatar_media_id = coalesce(${mediaId}::uuid, avatar_media_id), fetched_at = app.now(),
             fetch_after = app.now() + interval '7 days'
       where id = ${person.id}`.execute(db)
  })
}

async function askNetwork(ingest: Ingest, channel: DueChannel, person: Person, signal: AbortSignal): Promise<AuthorFacts | null> {
  const connector = ingest.connectors.get(channel.network)
  if (!connector?.profile) return null
  try {
    return await connector.profile(await openAccess(ingest, channel, signal), person.external_id, person.external_key)
  } catch (error) {
    ingest.log.warn({ channel: channel.id, error: String(error) }, 'a name could not be fetched')
    return null
  }
}

/** Drawn anew and small: nothing of the original file but its picture is kept. */
async function fetchFace(ingest: Ingest, url: string, signal: AbortSignal): Promise<Buffer | null> {
  try {
    const got = await fetchPublic(ingest, url, signal)
    return got && (await sharp(got.bytes, { limitInputPixels: 40e6, failOn: 'error' }).resize(96, 96, { fit: 'cover' }).webp().toBuffer())
  } catch {
    return null
  }
}
