import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join, normalize, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { Env } from './deps.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.ico': 'image/x-icon', '.webp': 'image/webp', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json',
}
const encodings = [['br', '.br'], ['gzip', '.gz']] as const
const ours = /^\/(api|webhooks|media|livez|readyz|openapi\.json|metrics)(\/|$)/

/** The built console: files as they are, hashed ones for ever, and its one page for every address that a person may open. */
export function serveConsole(dir: string): MiddlewareHandler<Env> {
  const root = resolve(dir)
  return async function consoleFiles(c, next) {
    if (!['GET', 'HEAD'].includes(c.req.method) || ours.test(c.req.path)) return next()
    const file = fileFor(root, c.req.path)
    if (file && (await isFile(file))) return send(c, file, /^\/assets\//.test(c.req.path) ? 'public, max-age=31536000, immutable' : 'no-cache')
    if (extname(c.req.path) !== '' || !wantsPage(c)) return next()
    const page = join(root, 'index.html')
    return (await isFile(page)) ? send(c, page, 'no-cache') : next()
  }
}

/** Null for what would leave the folder, and for names that begin with a dot. */
function fileFor(root: string, path: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return null
  }
  if (decoded.includes('\0') || /(^|[\\/])\./.test(decoded)) return null
  const file = normalize(join(root, decoded))
  return file.startsWith(root + sep) ? file : null
}

function wantsPage(c: HonoContext<Env>): boolean {
  const mode = c.req.header('Sec-Fetch-Mode')
  return mode === undefined ? /text\/html|\*\/\*/.test(c.req.header('Accept') ?? '*/*') : mode === 'navigate'
}

async function send(c: HonoContext<Env>, file: string, cacheControl: string): Promise<Response> {
  const accepted = (c.req.header('Accept-Encoding') ?? '').split(',').map((part) => part.split(';')[0]!.trim())
  let body = file
  for (const [encoding, suffix] of encodings) {
    if (body !== file || !accepted.includes(encoding) || !(await isFile(file + suffix))) continue
    body = file + suffix
    c.header('Content-Encoding', encoding)
  }
  c.header('Vary', 'Accept-Encoding')
  c.header('Cache-Control', cacheControl)
  c.header('Content-Type', types[extname(file)] ?? 'application/octet-stream')
  c.header('Content-Length', String((await stat(body)).size))
  if (c.req.method === 'HEAD') return c.body(null)
  return c.body(Readable.toWeb(createReadStream(body)) as ReadableStream<Uint8Array>)
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isFile(), () => false)
}
