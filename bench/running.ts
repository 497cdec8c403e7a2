import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRunning } from '../storage/embedded/server-file.ts'
import { startRunning, type RunningProduct } from '../tests/faults/running-product.ts'
import { setUpCompany, startNetworks, type Company, type Networks } from '../tests/faults/company.ts'
import { pssOf } from './figures.ts'

/** The product as `npm start` runs it, in processes of its own, on loopback. */
export interface Running {
  dataDir: string
  networks: Networks
  company: Company
  product: RunningProduct
  url: string
  /** PSS in MB of Node (launcher and product) and of every process of Postgres. */
  memory(): { node: number; postgres: number }
  restart(): Promise<number>
  stop(): Promise<void>
}

/** @returns the product and the milliseconds until it served for the first time. */
export async function startAsOperator(): Promise<{ running: Running; coldMs: number }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kiki-'))
  const networks = await startNetworks()
  const start = (firstTime = false) => startRunning({ launcher: true, firstTime, env: { DATA_DIR: dataDir, UNDO_SECONDS: '0', ...networks.env } })
  const begun = performance.now()
  let product = await start(true)
  const coldMs = performance.now() - begun
  const company = await setUpCompany(product.url!, product.setupToken!, networks)
  const running: Running = {
    dataDir, networks, company, product, url: product.url!,
    memory() {
      const server = isRunning(dataDir)!
      const cluster = statSync(join(dataDir, 'postgres'))
      const postgres = processes().filter((pid) => { try { return statSync(`/proc/${pid}/cwd`).ino === cluster.ino && commandOf(pid).startsWith('postgres') } catch { return false } })
      return { node: pssOf(product.pid) + pssOf(server.supervisor.pid), postgres: postgres.reduce((sum, pid) => sum + pssOf(pid), 0) }
    },
    async restart() {
      product.kill('SIGTERM')
      await product.ended
      const again = performance.now()
      product = await start()
      running.product = product
      running.url = product.url!
      return performance.now() - again
    },
    async stop() {
      product.kill('SIGTERM')
      await product.ended
      await networks.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return { running, coldMs }
}

function processes(): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8')
}
