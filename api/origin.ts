import type { MiddlewareHandler } from 'hono'
import { DomainError, type Sentence } from '../core/errors.ts'
import type { Env } from './deps.ts'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Every unsafe request must come from our own pages. A call that carries its own token and no cookie cannot be forged
 * by another site, so it is free.
 */
export function checkOrigin(publicUrl: URL): MiddlewareHandler<Env> {
  return async function originCheck(c, next) {
    if (['GET', 'HEAD', 'OPTIONS'].includes(c.req.method) || isTokenCall(c.req.raw.headers)) return next()
    const site = c.req.header('Sec-Fetch-Site')
    const origin = c.req.header('Origin')
    const good = site !== undefined ? site === 'same-origin' && (origin === undefined || isOurs(origin, publicUrl)) : origin !== undefined && isOurs(origin, publicUrl)
    if (!good) throw crossSite(publicUrl)
    await next()
  }
}

/** On this machine `localhost` and `127.0.0.1` are one. */
function isOurs(origin: string, publicUrl: URL): boolean {
  if (origin === publicUrl.origin) return true
  const url = URL.parse(origin)
  return url !== null && loopback.has(publicUrl.hostname) && loopback.has(url.hostname) && url.port === publicUrl.port && url.protocol === publicUrl.protocol
}

/** Why signing in cannot work at the address that the browser used; null: it can. */
export function whyNoSignIn(seen: URL, publicUrl: URL): Sentence | null {
  if (isOurs(seen.origin, publicUrl)) return null
  if (publicUrl.protocol === 'https:' && seen.protocol === 'http:' && seen.host === publicUrl.host) {
    return { ja: `暗号化されていない接続ではログインできません。${publicUrl.origin} を開いてください。`, en: `Signing in does not work over plain http. Open ${publicUrl.origin} instead.` }
  }
  return { ja: `このアドレスではログインできません。${publicUrl.origin} を開いてください。別のアドレスで使うには、サーバーの PUBLIC_URL を変更します。`, en: `Signing in does not work at this address. Open ${publicUrl.origin}, or change PUBLIC_URL on the server to use another one.` }
}

function isTokenCall(headers: Headers): boolean {
  return /^Bearer kkm_/.test(headers.get('Authorization') ?? '') && !headers.has('Cookie')
}

function crossSite(publicUrl: URL): DomainError {
  return new DomainError('cross_site', 403, {
    ja: `別のサイトからの操作は受け付けません。${publicUrl.origin} から操作してください。`,
    en: `Requests from another site are refused. Use ${publicUrl.origin}.`,
  })
}
