import ipaddr from 'ipaddr.js'

/**
 * True for an address of the public internet, false for everything else: private, loopback, link-local, multicast, reserved,
 * tunnels, and what is no address at all. An IPv4 address inside an IPv6 one counts as itself.
 */
export function isPublicAddress(text: string): boolean {
  if (text.includes('%') || !ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast'
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().range() === 'unicast'
  const embedded = translated(address)
  if (embedded) return embedded.range() === 'unicast'
  // Only 2000::/3 is given out; the deprecated ::/96 would otherwise pass for unicast.
  return address.range() === 'unicast' && address.match(ipaddr.IPv6.parse('2000::'), 3)
}

/** The host of a URL as an address, or null for a name. `URL` has already read decimal, octal, hex and full-width spellings. */
export function literalOf(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(bare) ? bare : null
}

/** `localhost` and every name below it are this machine, whatever a name server says. */
export function isLoopback(hostname: string): boolean {
  const literal = literalOf(hostname)
  return literal === null ? /(^|\.)localhost\.?$/i.test(hostname) : ipaddr.process(literal).range() === 'loopback'
}

/** Networks without IPv4 reach it through the well-known prefix 64:ff9b::/96. */
function translated(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  if (!address.match(ipaddr.IPv6.parse('64:ff9b::'), 96)) return null
  return new ipaddr.IPv4(address.toByteArray().slice(12))
}
