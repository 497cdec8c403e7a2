import { fetchPendingMedia } from './fetch-media.ts'
import { fetchPendingProfiles } from './fetch-profiles.ts'
import type { Ingest } from './ports.ts'

/** Fetches one batch of what a network keeps for a while only: pictures and stickers of new mentions, then names and faces of people. */
export async function enrich(ingest: Ingest, signal: AbortSignal): Promise<number> {
  return (await fetchPendingMedia(ingest, signal)) + (await fetchPendingProfiles(ingest, signal))
}
