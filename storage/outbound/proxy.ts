import ipaddr from 'ipaddr.js'
import { BadConfiguration } from '../../core/errors.ts'
import { isLoopback, literalOf } from './address.ts'

export type ProxyFor = (url: URL) => URL | null

/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY as curl reads them: small letters win, NO_PROXY takes names, suffixes, ports and CIDR. */
export function readProxies(env: Record<string, string | undefined>): ProxyFor {
  const https = readProxy(env, 'https_proxy')
  const http = readProxy(env, 'http_proxy')
  const around = (env['no_proxy'] || env['NO_PROXY'] || '').split(/[\s,]+/).filter(Boolean)
  return function proxyFor(url) {
    const proxy = url.protocol === 'https:' ? https : http
    // A proxy's own loopback is not ours.
    if (!proxy || isLoopback(url.hostname) || around.some((entry) => goesAround(entry, url))) return null
    return proxy
  }
}

export function proxyAuthorization(proxy: URL): Record<string, string> {
  if (!proxy.username) return {}
  const words = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(words).toString('base64')}` }
}

function readProxy(env: Record<string, string | undefined>, name: string): URL | null {
  const value = env[name] || env[name.toUpperCase()]
  if (!value) return null
  const text = value.includes('://') ? value : `http://${value}`
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text)
  throw new BadConfiguration({
    ja: `${name.toUpperCase()} の値をプロキシのアドレスとして読めません。http://host:port の形で指定してください。`,
    en: `${name.toUpperCase()} is not the address of a proxy. Write it as http://host:port.`,
  })
}

function goesAround(entry: string, url: URL): boolean {
  if (entry === '*') return true
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const literal = literalOf(url.hostname)
  if (literal !== null) return ipaddr.isValidCIDR(entry) ? inRange(literal, entry) : entry === literal || entry === `${url.hostname}:${port}`
  const [, name = '', onlyPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
  const host = url.hostname.replace(/\.$/, '')
  return name !== '' && (onlyPort === undefined || onlyPort === port) && (host === name || host.endsWith(`.${name}`))
}

function inRange(literal: string, range: string): boolean {
  const address = ipaddr.process(literal)
  const [base, bits] = ipaddr.parseCIDR(range)
  return address.kind() === base.kind() && address.match(base, bits)
}
