import type { Context as HonoContext } from 'hono'
import { isTrusted } from './client-address.ts'
import type { Env } from './deps.ts'

/** The address as the browser typed it; a trusted proxy may say what it was before it was passed on. */
export function seenUrl(c: HonoContext<Env>): URL {
  const url = new URL(c.req.url)
  const remote = c.env?.incoming?.socket?.remoteAddress ?? ''
  const trusted = isTrusted(remote, c.var.deps.config.trustedProxies)
  const host = (trusted ? first(c.req.header('X-Forwarded-Host')) : null) ?? c.req.header('Host') ?? url.host
  const protocol = (trusted ? first(c.req.header('X-Forwarded-Proto')) : null) ?? url.protocol.replace(':', '')
  return URL.parse(`${protocol === 'https' ? 'https' : 'http'}://${host}`) ?? url
}

function first(header: string | undefined): string | null {
  return header?.split(',')[0]?.trim() || null
}
