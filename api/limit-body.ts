import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { DomainError } from '../core/errors.ts'
import { maxUploadBytes } from '../core/media/media.ts'
import type { Env } from './deps.ts'

export const maxJsonBytes = 1024 * 1024
/** Multipart has headers and boundaries around the file. */
const envelope = 64 * 1024

/** Files have their own limit; everything else is a form's worth of JSON. */
export function limitBody(): MiddlewareHandler<Env> {
  const json = bodyLimit({ maxSize: maxJsonBytes, onError: refuse })
  const upload = bodyLimit({ maxSize: maxUploadBytes + envelope, onError: refuse })
  return async function bodySize(c, next) {
    const isUpload = c.req.header('Content-Type')?.startsWith('multipart/form-data') ?? false
    return isUpload ? upload(c, next) : json(c, next)
  }
}

function refuse(): never {
  throw new DomainError('too_large', 413, {
    ja: `送られたデータが大きすぎます。ファイルは 25 MB、それ以外は 1 MB までです。`,
    en: 'The request is too large. Files may have 25 MB, everything else 1 MB.',
  })
}
