import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { OutboundFailure } from '../../core/ports/outbound-fetch.ts'
import { isLoopback, isPublicAddress, literalOf } from './address.ts'

/** First check: the URL itself. @throws OutboundFailure `refused-address`. */
export function refuseLiteral(url: URL): void {
  const literal = literalOf(url.hostname)
  if (literal === null ? isLoopback(url.hostname) : !isPublicAddress(literal)) throw refused(url.hostname)
}

/**
 * Second check, at the moment of connecting: the socket goes to the very addresses that were looked at, so a name that answers
 * differently the next time gains nothing. One private address among public ones is enough to refuse.
 */
export function guardLookup(lookup: LookupFunction): LookupFunction {
  return function guarded(hostname, options, callback) {
    lookup(hostname, { ...options, all: true }, (error, answer, family) => {
      if (error) return callback(error, [])
      const found = listOf(answer, family)
      const first = found[0]
      if (first === undefined || found.some(({ address }) => !isPublicAddress(address))) return callback(refused(hostname), [])
      if (options.all) return callback(null, found)
      return callback(null, first.address, first.family)
    })
  }
}

/** Behind a proxy the proxy resolves the name; where we can resolve it too, what we see must be public. */
export async function refuseName(url: URL, lookup: LookupFunction): Promise<void> {
  if (literalOf(url.hostname) !== null) return
  const found = await new Promise<LookupAddress[]>((resolve) => {
    lookup(url.hostname, { all: true }, (error, answer, family) => resolve(error ? [] : listOf(answer, family)))
  })
  if (found.some(({ address }) => !isPublicAddress(address))) throw refused(url.hostname)
}

export function refused(hostname: string): OutboundFailure {
  return new OutboundFailure('refused-address', false, `${hostname} is not an address of the public internet`)
}

function listOf(answer: string | LookupAddress[], family: number | undefined): LookupAddress[] {
  return Array.isArray(answer) ? answer : [{ address: answer, family: family ?? 4 }]
}
