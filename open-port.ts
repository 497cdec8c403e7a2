import { serve, type ServerType } from '@hono/node-server'
import { BadConfiguration } from './core/errors.ts'

export type Fetch = (request: Request, env?: object) => Response | Promise<Response>

export interface OpenPort {
  /** The one that was taken: 0 asks for any. */
  port: number
  close(): Promise<void>
}

/** @throws BadConfiguration when somebody else has the port. */
export function openPort(hostname: string, port: number, fetch: Fetch): Promise<OpenPort> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: fetch as never, hostname, port }, (info) => resolve({ port: info.port, close: () => close(server) }))
    server.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code !== 'EADDRINUSE' ? error : new BadConfiguration({
        ja: `ポート ${port} は使われています。PORT=… で別の番号を指定してください。`, en: `Port ${port} is taken. Choose another with PORT=….`,
      }, error))
    })
  })
}

/** Streams stay open for hours; they are cut, the browser comes back by itself. */
function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeIdleConnections' in server) server.closeIdleConnections()
    setTimeout(() => { if ('closeAllConnections' in server) server.closeAllConnections() }, 500).unref()
  })
}
