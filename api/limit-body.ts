import type { Context, MiddlewareHandler, Next } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { DomainError, InvalidInput } from '../core/errors.ts'
import { parseJson } from '../core/json.ts'
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
    return isUpload ? upload(c, next) : json(c, () => readable(c, next))
  }
}

/** Nesting and keys that could hurt a reader end here, before any schema sees them. */
async function readable(c: Context<Env>, next: Next): Promise<void> {
  const body = c.req.raw.body === null || !/^application\/([a-z0-9.-]+\+)?json/i.test(c.req.header('Content-Type') ?? '') ? '' : await c.req.text()
  if (body !== '') refuseHostile(body)
  await next()
}

function refuseHostile(body: string): void {
  try {
    parseJson(body, 32)
  } catch {
    throw new InvalidInput({ ja: '本文を JSON として読めません。', en: 'The body cannot be read as JSON.' })
  }
  if (/"__proto__"\s*:/.test(body)) throw new InvalidInput({ ja: '使えないキーが含まれています。', en: 'The body has a key that is not allowed.' })
}

function refuse(): never {
  throw new DomainError('too_large', 413, {
    ja: `送られたデータが大きすぎます。ファイルは 25 MB、それ以外は 1 MB までです。`,
    en: 'The request is too large. Files may have 25 MB, everything else 1 MB.',
  })
}
