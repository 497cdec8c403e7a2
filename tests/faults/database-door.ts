import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'

/** The only way to the database, so that it can be gone for a while without anybody else noticing. */
export interface DatabaseDoor {
  connectionString: string
  /** Cuts everyone off and lets nobody in. */
  shut(): void
  open(): void
  close(): Promise<void>
}

/** @param connectionString of a server on a unix socket */
export async function openDatabaseDoor(connectionString: string): Promise<DatabaseDoor> {
  const url = new URL(connectionString)
  const path = join(url.searchParams.get('host')!, `.s.PGSQL.${url.port || '5432'}`)
  const inside = new Set<Socket>()
  let isOpen = true
  const server = createServer((outer) => {
    if (!isOpen) return void outer.destroy()
    const inner = connect(path)
    for (const [from, to] of [[outer, inner], [inner, outer]] as const) {
      inside.add(from)
      from.on('error', () => {})
      from.on('close', () => {
        inside.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const outside = new URL(connectionString)
  outside.hostname = '127.0.0.1'
  outside.port = String((server.address() as AddressInfo).port)
  outside.searchParams.delete('host')
  const cut = () => { for (const socket of inside) socket.destroy() }
  return {
    connectionString: outside.toString(),
    shut() {
      isOpen = false
      cut()
    },
    open() { isOpen = true },
    close() {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
