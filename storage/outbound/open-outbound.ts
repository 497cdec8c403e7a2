import { lookup as dnsLookup } from 'node:dns'
import { readFileSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { getCACertificates } from 'node:tls'
import { Agent, ProxyAgent, type Dispatcher } from 'undici'
import { BadConfiguration } from '../../core/errors.ts'
import { parseJson } from '../../core/json.ts'
import { OutboundFailure, type OutboundFetch, type OutboundRequest, type OutboundResponse } from '../../core/ports/outbound-fetch.ts'
import { exchange, type Answer } from './exchange.ts'
import { guardLookup, refused, refuseLiteral, refuseName } from './guard.ts'
import { LeadingAgent } from './leading-agent.ts'
import { proxyAuthorization, readProxies } from './proxy.ts'
import { follow, type Hop } from './redirect.ts'

export interface OutboundOptions {
  /** `Config.baseUrls`: the operator named these, so they may be private. */
  baseUrls?: Record<string, Record<string, string>>
  /** HTTPS_PROXY, HTTP_PROXY, NO_PROXY, KIKIMIMI_CA_FILE. */
  env?: Record<string, string | undefined>
  lookup?: LookupFunction
}

const defaultDeadlineMs = 15_000
const defaultMaxBytes = 10 * 1024 * 1024
const ownHeaders = { 'user-agent': 'Kikimimi/0.1', accept: '*/*', 'accept-encoding': 'gzip, br' }

/** The one way out. `close` ends kept connections. */
export function openOutbound({ baseUrls = {}, env = {}, lookup = dnsLookup as LookupFunction }: OutboundOptions = {}): OutboundFetch & { close(): Promise<void> } {
  const exempt = new Set(Object.values(baseUrls).flatMap((urls) => Object.values(urls)).map((url) => new URL(url).origin))
  const proxyFor = readProxies(env)
  const ca = readCa(env['KIKIMIMI_CA_FILE'])
  const guarded = guardLookup(lookup)
  const direct = new Agent({ connect: { lookup: guarded, ca, allowH2: false }, connections: 16 })
  const operators = new Agent({ connect: { lookup, ca, allowH2: false }, connections: 16 })
  const proxied = new Map<string, ProxyAgent>()

  /** Throws for what may not be reached; else says by which way it is. */
  async function wayTo(url: URL, byOperator: boolean): Promise<Dispatcher> {
    const proxy = proxyFor(url)
    if (!byOperator) await check(url, proxy)
    if (proxy) return proxyAgent(proxy)
    return byOperator ? operators : direct
  }

  async function check(url: URL, proxy: URL | null): Promise<void> {
    if (!/^https?:$/.test(url.protocol)) throw refused(url.href)
    refuseLiteral(url)
    if (proxy) await refuseName(url, lookup)
  }

  function proxyAgent(proxy: URL): ProxyAgent {
    const tls = { ca, allowH2: false }
    const agent = proxied.get(proxy.href) ?? new ProxyAgent({ uri: proxy.origin, headers: proxyAuthorization(proxy), requestTls: tls, proxyTls: tls, connections: 16 })
    proxied.set(proxy.href, agent)
    return agent
  }

  async function send(first: URL, options: OutboundRequest, stop: AbortSignal): Promise<Answer> {
    let hop: Hop = { url: first, method: options.method ?? 'GET', headers: withOwn(options.headers), body: options.body ?? null }
    for (let left = options.redirects ?? 0, sentBefore = false; ; left--) {
      // A redirect is data: only within the operator's own origin does the operator's word still count.
      const byOperator = exempt.has(hop.url.origin) && hop.url.origin === first.origin
      const dispatcher = await unlessStopped(wayTo(hop.url, byOperator), stop, sentBefore)
      const answer = await exchange(dispatcher, hop.url, { ...hop, maxBytes: options.maxBytes ?? defaultMaxBytes, stop, sentBefore })
      const next = options.redirects ? follow(hop, answer) : null
      if (next === null) return answer
      if (left === 0) throw new OutboundFailure('redirect', true, `${first.origin}: more than ${options.redirects} redirects`)
      hop = next
      sentBefore = true
    }
  }

  return {
    async fetch(target, options = {}) {
      const url = readUrl(target)
      const stop = new AbortController()
      const timer = setTimeout(() => stop.abort('timeout'), options.deadlineMs ?? defaultDeadlineMs)
      const onAbort = () => stop.abort('aborted')
      if (options.signal?.aborted) onAbort()
      options.signal?.addEventListener('abort', onAbort, { once: true })
      try {
        return toResponse(await send(url, options, stop.signal))
      } finally {
        clearTimeout(timer)
        options.signal?.removeEventListener('abort', onAbort)
      }
    },
    agentFor(target) {
      const url = readUrl(target)
      const byOperator = exempt.has(url.origin)
      const proxy = proxyFor(url)
      return new LeadingAgent({ url, proxy, ca, lookup: byOperator ? lookup : guarded, check: async () => { if (!byOperator) await check(url, proxy) } })
    },
    async close() {
      await Promise.all([direct, operators, ...proxied.values()].map((dispatcher) => dispatcher.destroy()))
    },
  }
}

function readUrl(target: string | URL): URL {
  if (!URL.canParse(String(target))) throw refused(String(target).slice(0, 200))
  return new URL(target)
}

function withOwn(headers: Record<string, string> = {}): Record<string, string> {
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { ...ownHeaders, ...given }
}

/** A name server that hangs must not outlast the deadline either. */
async function unlessStopped<T>(work: Promise<T>, stop: AbortSignal, sent: boolean): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const onStop = () => reject(new OutboundFailure(stop.reason === 'timeout' ? 'timeout' : 'aborted', sent, 'given up before connecting'))
  if (stop.aborted) onStop()
  stop.addEventListener('abort', onStop, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    stop.removeEventListener('abort', onStop)
  }
}

function toResponse({ status, headers, bytes }: Answer): OutboundResponse {
  return {
    status,
    headers,
    bytes,
    text: () => decoderFor(headers).decode(bytes),
    json() {
      try {
        return parseJson(bytes)
      } catch (cause) {
        throw new OutboundFailure('not-json', true, `the answer (${status}, ${headers.get('content-type') ?? 'no type'}) is not JSON`, cause)
      }
    },
  }
}

function decoderFor(headers: Headers): { decode(bytes: Uint8Array): string } {
  const charset = /charset="?([\w-]+)/i.exec(headers.get('content-type') ?? '')?.[1]
  try {
    return new TextDecoder(charset ?? 'utf-8')
  } catch {
    return new TextDecoder()
  }
}

/** Beside the authorities that Node trusts, NODE_EXTRA_CA_CERTS included. */
function readCa(file: string | undefined): string[] | undefined {
  if (!file) return undefined
  try {
    return [...getCACertificates('default'), readFileSync(file, 'utf8')]
  } catch (cause) {
    throw new BadConfiguration({ ja: `KIKIMIMI_CA_FILE のファイル ${file} を読めません。`, en: `The file ${file} of KIKIMIMI_CA_FILE cannot be read.` }, cause)
  }
}
