import { Hono, type Context as HonoContext } from 'hono'
import { keepMedia } from '../../core/media/keep-media.ts'
import { ReadAvatarInput, type MediaBytes } from '../../core/media/media.ts'
import { readAvatar, readMedia } from '../../core/media/read-media.ts'
import type { Env } from '../deps.ts'
import { atMost } from '../limit-rate.ts'
import { may } from '../route.ts'
import { readUpload, shownInPlace } from '../upload.ts'
import { idInPath, validate } from '../validate.ts'
import { work } from '../work.ts'

export const media = new Hono<Env>()
  .post('/media', may('answer', 'Keeps a file of at most 25 MB; pictures are drawn anew', { creates: true, upload: true }), atMost(60, 'upload'), async (c) => {
    const upload = await readUpload(c)
    return c.json(await work(c, (ctx) => keepMedia(ctx, upload)), 201)
  })
  .get('/media/:id', may('read', 'The bytes of a medium that hangs on something I may see'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    return send(c, await work(c, (ctx) => readMedia(ctx, input)))
  })
  .get('/avatars/:profileId', may('read', 'The picture of a person who wrote to us'), validate('param', ReadAvatarInput), async (c) => {
    const input = c.req.valid('param')
    return send(c, await work(c, (ctx) => readAvatar(ctx, input)))
  })

/** Bytes of strangers: never sniffed, never run, shown in place only when they are a picture, sound or film. */
function send(c: HonoContext<Env>, { contentType, sha256, bytes, fileName }: MediaBytes): Response {
  const etag = `"${sha256}"`
  c.header('ETag', etag)
  c.header('Cache-Control', 'private, max-age=3600')
  c.header('Vary', 'Cookie, Authorization, X-Workspace')
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Content-Security-Policy', "default-src 'none'; sandbox")
  if (c.req.header('If-None-Match') === etag) return c.body(null, 304)
  const inPlace = shownInPlace.has(contentType)
  const name = encodeURIComponent(fileName ?? 'media').replaceAll(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
  c.header('Content-Type', inPlace ? contentType : 'application/octet-stream')
  c.header('Content-Disposition', `${inPlace ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`)
  c.header('Content-Length', String(bytes.byteLength))
  return c.body(new Uint8Array(bytes))
}
