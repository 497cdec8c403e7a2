import { createServer, request, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

export interface EgressProxy {
  url: string
  /** `CONNECT host:port` and `GET http://...`, in order. */
  asked: string[]
  /** Ports from which it went on, so that a site can tell its visits from others. */
  wentFrom: Set<number>
  close(): Promise<void>
}

/**
 * A company's proxy, as small as can be: tunnels by CONNECT, forwards plain http, asks for a password when it has one.
 * Names lead where `route` says, as in a network whose name server we cannot see.
 */
export async function startEgressProxy(route: (host: string) => { host: string; port: number }, password?: string): Promise<EgressProxy> {
  const asked: string[] = []
  const wentFrom = new Set<number>()
  const wanted = password === undefined ? undefined : `Basic ${Buffer.from(password).toString('base64')}`
  const server: Server = createServer((incoming, answer) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    if (wanted !== undefined && incoming.headers['proxy-authorization'] !== wanted) return void answer.writeHead(407).end()
    const url = new URL(incoming.url!)
    const onward = request({ ...route(url.host), method: incoming.method, path: url.pathname + url.search, headers: incoming.headers }, (back) => {
      answer.writeHead(back.statusCode!, back.headers)
      back.pipe(answer)
    })
    onward.on('socket', (socket) => socket.once('connect', () => wentFrom.add(socket.localPort!)))
    onward.on('error', () => answer.destroy())
    incoming.pipe(onward)
  })
  server.on('connect', (incoming, socket) => {
    asked.push(`CONNECT ${incoming.url}`)
    if (wanted !== undefined && incoming.headers['proxy-authorization'] !== wanted) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const onward = connect(route(incoming.url!), () => {
      wentFrom.add(onward.localPort!)
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    for (const end of [onward, socket]) end.on('error', () => {}).on('close', () => [onward, socket].forEach((other) => other.destroy()))
  })
  // A tunnel is no longer one of the server's own connections.
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket.once('close', () => sockets.delete(socket))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    wentFrom,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    }),
  }
}
