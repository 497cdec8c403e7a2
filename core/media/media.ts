import { z } from 'zod'
import { Id } from '../input.ts'

/** What a person uploads at most: 25 MiB. */
export const maxUploadBytes = 25 * 1024 * 1024

export const KeepMediaInput = z.strictObject({
  fileName: z.string().trim().min(1).max(300),
  contentType: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/).max(120),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.byteLength > 0 && value.byteLength <= maxUploadBytes),
})
export type KeepMediaInput = z.infer<typeof KeepMediaInput>

export const ReadMediaInput = z.strictObject({ id: Id })
export type ReadMediaInput = z.infer<typeof ReadMediaInput>

export const ReadAvatarInput = z.strictObject({ profileId: Id })
export type ReadAvatarInput = z.infer<typeof ReadAvatarInput>

/** `mediaId` also names the attachment: notes and tickets take it. */
export interface KeptMedia {
  mediaId: string
  fileName: string
  contentType: string
  byteSize: number
}

export interface MediaBytes {
  contentType: string
  sha256: string
  bytes: Uint8Array
  /** What the uploader called it; null for a network's picture. */
  fileName: string | null
}
