import { createServer, type AddressInfo } from 'node:net'
import type { Config } from '../core/config.ts'

/**
 * `PORT=0` takes a free port. Links, the cookie's name and the Origin check carry the number when no PUBLIC_URL says otherwise,
 * so it is chosen before anything is made.
 */
export async function withRealPort(config: Config): Promise<Config> {
  if (config.port !== 0) return config
  const port = await freePort(config.host)
  const publicUrl = new URL(config.publicUrl)
  if (publicUrl.port === '0') publicUrl.port = String(port)
  return { ...config, port, publicUrl }
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
