import { readFileSync } from 'node:fs'
import { request as plainRequest, type IncomingHttpHeaders } from 'node:http'
import { createServer, request } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'

const folder = join(import.meta.dirname, 'tls')
export const caFile = join(folder, 'ca.pem')
const certificate = { key: readFileSync(join(folder, 'server.key')), cert: readFileSync(join(folder, 'server.pem')) }

export interface TlsFront {
  port: number
  /** Ports from which its connections came. */
  cameFrom: Set<number>
  /** `Host` of each request, in order. */
  hosts: string[]
  /** Whom it serves; may be named after it has started. */
  leadTo(url: string): void
  close(): Promise<void>
}

/** What nginx does in front of a server: ends TLS, says who asked, and passes bytes on as they come. */
export async function startTlsFront(): Promise<TlsFront> {
  let target = new URL('http://127.0.0.1:1')
  const front: Pick<TlsFront, 'cameFrom' | 'hosts'> = { cameFrom: new Set(), hosts: [] }
  const server = createServer(certificate, (incoming, answer) => {
    front.hosts.push(incoming.headers.host ?? '')
    const said = incoming.headers['x-forwarded-for']
    const client = incoming.socket.remoteAddress ?? ''
    const headers = { ...incoming.headers, 'x-forwarded-for': said ? `${String(said)}, ${client}` : client, 'x-forwarded-proto': 'https' }
    const onward = plainRequest({ host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, headers }, (back) => {
      answer.writeHead(back.statusCode!, back.headers)
      answer.flushHeaders()
      back.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    answer.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    front.cameFrom.add(socket.remotePort!)
    sockets.add(socket.once('close', () => sockets.delete(socket)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...front,
    port: (server.address() as AddressInfo).port,
    leadTo: (url) => { target = new URL(url) },
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    }),
  }
}

export interface Asked {
  method?: string
  path: string
  body?: unknown
  headers?: Record<string, string>
  /** The address of this machine that the request comes from. */
  from?: string
}

export interface Answered {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** One request to `base`, whose name leads to this machine and whose certificate is checked. `onText` hears a stream as it comes. */
export function ask(base: URL, { method = 'GET', path, body, headers = {}, from = '127.0.0.1' }: Asked, onText?: (text: string) => void): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const send = base.protocol === 'https:' ? request : plainRequest
    const asking = send({
      host: '127.0.0.1', port: base.port, servername: base.hostname, ca: readFileSync(caFile), agent: false, localAddress: from, method, path,
      headers: { host: base.host, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        text += part
        onText?.(text)
      })
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }))
      answer.on('error', reject)
    })
    asking.on('error', reject)
    asking.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
