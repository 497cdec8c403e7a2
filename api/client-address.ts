import ipaddr from 'ipaddr.js'

/**
 * The client, for counting: the nearest hop that is not a proxy we trust. Headers of anybody else are not believed. Whoever has
 * one address of IPv6 has a whole /64 of them, so that is one client.
 */
export function clientAddress(remote: string | undefined, forwardedFor: string | undefined, trusted: readonly string[]): string {
  const nearest = normal(remote ?? '')
  if (!isTrusted(nearest, trusted)) return clientOf(nearest)
  const hops = (forwardedFor ?? '').split(',').map((part) => normal(part.trim())).filter(Boolean)
  return clientOf(hops.findLast((hop) => !isTrusted(hop, trusted)) ?? hops[0] ?? nearest)
}

/** Whether a request that came from `remote` may speak for another one. */
export function isTrusted(address: string, trusted: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return trusted.some((entry) => inRange(parsed, entry))
}

function inRange(address: ipaddr.IPv4 | ipaddr.IPv6, entry: string): boolean {
  const [base, bits] = entry.split('/') as [string, string | undefined]
  if (!ipaddr.isValid(base)) return false
  const range = ipaddr.process(base)
  if (range.kind() !== address.kind()) return false
  const length = bits === undefined ? (range.kind() === 'ipv4' ? 32 : 128) : Number(bits)
  return address.match(range as ipaddr.IPv4 & ipaddr.IPv6, length)
}

function clientOf(address: string): string {
  return ipaddr.IPv6.isValid(address) ? `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()}/64` : address
}

/** `::ffff:127.0.0.1` and `127.0.0.1` are one address. */
function normal(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : ''
}
