import { OutboundFailure } from '../../core/ports/outbound-fetch.ts'
import type { Answer } from './exchange.ts'

export interface Hop {
  url: URL
  method: string
  headers: Record<string, string>
  body: string | Uint8Array | null
}

/** What may follow to another origin; everything else could be a credential. */
const harmless = /^(accept|accept-.*|user-agent|content-type|if-.*)$/

/** The next request, or null when the answer is no redirect. @throws OutboundFailure `redirect` when it leads nowhere we go. */
export function follow(hop: Hop, answer: Answer): Hop | null {
  if (![301, 302, 303, 307, 308].includes(answer.status)) return null
  const location = answer.headers.get('location')
  if (!location || !URL.canParse(location, hop.url.href)) throw new OutboundFailure('redirect', true, `${hop.url.origin} redirects without an address`)
  const url = new URL(location, hop.url)
  url.hash = ''
  const keepsMethod = answer.status >= 307 || hop.method === 'GET' || hop.method === 'HEAD'
  return {
    url,
    method: keepsMethod ? hop.method : 'GET',
    body: keepsMethod ? hop.body : null,
    headers: Object.fromEntries(Object.entries(hop.headers).filter(([name]) =>
      (url.origin === hop.url.origin || harmless.test(name)) && (keepsMethod || name !== 'content-type'))),
  }
}
