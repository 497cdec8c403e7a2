import { Agent, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as secureConnect } from 'node:tls'
import { proxyAuthorization } from './proxy.ts'

const connectTimeoutMs = 10_000

export interface Route {
  /** Where every connection goes, whatever host the SDK names. */
  url: URL
  proxy: URL | null
  /** Checked addresses, or the plain look-up for what the operator named. */
  lookup: LookupFunction
  ca: string[] | undefined
  /** Throws when the target may not be reached. */
  check: () => Promise<void>
}

/**
 * For SDKs with a client of their own. Its connections lead to one place under our rules: an SDK that can speak only to its
 * network's https address speaks plain http to an operator's simulator without knowing. A socket is handed over once it
 * stands (TLS included), so a failure before that has sent nothing.
 */
export class LeadingAgent extends Agent {
  readonly route: Route

  constructor(route: Route) {
    // A kept connection that the other side has just closed would make a send ambiguous.
    super({ keepAlive: false })
    this.route = route
    // Undefined suits node:http and node:https alike.
    Object.assign(this, { protocol: undefined })
  }

  override createConnection(_options: object, callback?: (error: Error | null, socket: Duplex) => void): undefined {
    // Node calls back with an error alone; its type knows no such call.
    const done = callback as (error: Error | null, socket?: Duplex) => void
    open(this.route).then((socket) => done(null, socket), (error: unknown) => done(error instanceof Error ? error : new Error(String(error))))
  }
}

async function open(route: Route): Promise<Duplex> {
  await route.check()
  const { url, proxy } = route
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const raw = proxy ? await tunnel(proxy, `${url.hostname}:${port}`, route.ca) : await standing(connect({ host, port, lookup: route.lookup }), 'connect')
  if (url.protocol !== 'https:') return raw
  try {
    return await standing(secureConnect({ socket: raw, servername: isIP(host) ? '' : host, host, ca: route.ca, ALPNProtocols: ['http/1.1'] }), 'secureConnect')
  } catch (error) {
    raw.destroy()
    throw error
  }
}

async function standing<T extends Socket>(socket: T, event: 'connect' | 'secureConnect'): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => socket.destroy(new Error('no connection in time')), connectTimeoutMs)
  socket.once(event, () => resolve(socket))
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('the connection was closed before it stood')))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    socket.removeListener('error', reject)
  }
}

async function tunnel(proxy: URL, target: string, ca: string[] | undefined): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const ask = proxy.protocol === 'https:' ? secureRequest : request
  const asking = ask({
    host: proxy.hostname.replace(/^\[|\]$/g, ''), port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80), ca,
    method: 'CONNECT', path: target, headers: { host: target, ...proxyAuthorization(proxy) }, timeout: connectTimeoutMs, agent: false,
  })
  asking.once('connect', (answer, socket) => {
    if (answer.statusCode === 200) return resolve(socket)
    socket.destroy()
    reject(new Error(`the proxy answered ${answer.statusCode}`))
  })
  asking.once('response', (answer) => reject(new Error(`the proxy answered ${answer.statusCode}`)))
  asking.once('timeout', () => asking.destroy(new Error('the proxy did not answer in time')))
  asking.once('error', reject)
  asking.end()
  return promise
}
