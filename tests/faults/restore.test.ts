import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { assemble } from '../../assemble.ts'
import { createApp } from '../../core/channel/create-app.ts'
import { readConfig } from '../../core/config.ts'
import type { Scope } from '../../core/context.ts'
import { enterMention } from '../../core/mention/enter-mention.ts'
import { startProduct, type Product } from '../../product.ts'
import { runCommand, type Ran } from '../support/run-command.ts'

/** The drill: a product under writes is backed up, its data is lost, and it comes back. */

const silent = { debug() {}, info() {}, warn() {}, error() {} }
let folder: string
let dataDir: string
let running: Product | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kkm-restore-'))
  dataDir = join(folder, 'data')
})
afterEach(async () => {
  await stop().catch(() => {})
  rmSync(folder, { recursive: true, force: true })
})

test('a product under writes is backed up, lost, and brought back whole, paused, with the key that was kept apart', async () => {
  const product = await start()
  const scope = await setUp(product)
  await product.parts.inWorkspace(scope, (ctx) => createApp(ctx, { network: 'line', name: '公式', credentials: { channelSecret: 'canary-4711' } }, { publicUrl: new URL('http://localhost') }))
  const [backup, withKey] = [join(folder, 'backup'), join(folder, 'with-key')]
  const writer = startWriter(product, scope)
  const made = JSON.parse((await admin('backup', backup, '--json')).stdout) as Made
  const acknowledged = await writer.stop()
  expect((await admin('backup', withKey, '--with-key')).code).toBe(0)
  expect(statSync(join(withKey, 'keys', 'kek')).mode & 0o077).toBe(0)
  expect(sentences([await admin('backup', join(dataDir, 'inside')), await admin('backup', backup), await admin('restore', backup)])).toEqual([
    [1, expect.stringContaining('lies in the data folder')], [1, expect.stringContaining('is not empty')], [1, expect.stringContaining('is not empty')],
  ])
  await stop()
  const before = acknowledged.filter((entry) => entry.at < made.consistentAt)
  expect(before.filter((entry) => entry.at > made.startedAt).length, 'rows written during the back-up').toBeGreaterThan(0)
  expect(made.key).toMatchObject({ included: false, files: [] })
  renameSync(join(dataDir, 'keys'), join(folder, 'kept-keys'))
  rmSync(dataDir, { recursive: true, force: true })

  await refuseWhatIsNotWhole(backup, withKey)
  mkdirSync(dataDir)
  renameSync(join(folder, 'kept-keys'), join(dataDir, 'keys'))
  const restored = await admin('restore', backup, '--json')
  expect(restored.stderr).toBe('')
  expect((JSON.parse(restored.stdout) as { chains: unknown[] }).chains).toEqual([expect.objectContaining({ ok: true, name: '青空製菓' })])
  await proveRestored(scope, before)
  await stop()

  rmSync(dataDir, { recursive: true, force: true })
  expect(await admin('restore', withKey)).toMatchObject({ code: 0, stderr: '' })
})

interface Made {
  startedAt: string
  consistentAt: string
  key: { included: boolean; files: string[] }
}

async function refuseWhatIsNotWhole(backup: string, withKey: string): Promise<void> {
  const control = join(withKey, 'postgres', 'global', 'pg_control')
  const whole = readFileSync(control)
  writeFileSync(control, Buffer.from(whole).fill(1, 100, 101))
  const refused = [await admin('restore', folder), await admin('restore', backup), await admin('restore', withKey)]
  writeFileSync(control, whole)
  expect(sentences(refused)).toEqual([
    [1, expect.stringContaining('no back-up of Kikimimi')], [1, expect.stringContaining('The key is not in this back-up')],
    [1, expect.stringContaining('pg_control of the back-up is damaged')],
  ])
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
  rmSync(dataDir, { recursive: true, force: true })
}

async function proveRestored(scope: Scope, before: { externalId: string }[]): Promise<void> {
  const product = await start()
  const { kysely } = product.parts.storage
  const there = new Set((await kysely.selectFrom('intake').select('dedupe_key').where('network', '=', 'manual').execute()).map((row) => row.dedupe_key))
  expect(before.filter((entry) => !there.has(entry.externalId))).toEqual([])
  const workspace = await kysely.selectFrom('workspace').selectAll().executeTakeFirstOrThrow()
  expect([workspace.outbound_paused_at, workspace.outbound_pause_reason]).toEqual([expect.any(Date), 'restored'])
  const app = await kysely.selectFrom('app').selectAll().executeTakeFirstOrThrow()
  expect(product.parts.ingest.secrets.open(app.secrets, { workspaceId: app.workspace_id, rowId: app.id, network: 'line', column: 'secrets' })).toContain('canary-4711')
  // The chain goes on where it ended.
  await product.parts.inWorkspace(scope, (ctx) => enterMention(ctx, { via: 'shop', who: '大森', text: '復元のあとの一件' }))
  expect(JSON.parse((await admin('chain', 'verify', '--json')).stdout)).toEqual([expect.objectContaining({ ok: true })])
}

function sentences(ran: Ran[]): [number | null, string | undefined][] {
  return ran.map(({ code, stderr }) => [code, stderr.split('\n')[1]])
}

function admin(...args: string[]) {
  return runCommand('commands/admin.ts', args, { env: { DATA_DIR: dataDir } })
}

async function start(): Promise<Product> {
  const parts = await assemble(readConfig({ DATA_DIR: dataDir }), { log: silent })
  return running = await startProduct(parts, { consoleDir: null, workers: false })
}

async function stop(): Promise<void> {
  await running?.stop()
  running = undefined
}

async function setUp({ parts }: Product): Promise<Scope> {
  const { token } = await parts.identity.createSetupLink()
  const made = await parts.identity.setUp({ token, workspaceName: '青空製菓', name: '山田 花子', email: 'hanako@aozora.example', password: 'kumo-no-ue-ha-itsumo-hare' }, { headers: new Headers({ host: 'localhost' }), address: '127.0.0.1' })
  return { workspaceId: made.workspaceId, actor: { kind: 'user', id: made.userId, name: '山田 花子' }, role: 'administrator', teamIds: [], channels: 'all' }
}

/** 花子 enters one call after another; what was acknowledged is noted with its time. */
function startWriter(product: Product, scope: Scope): { stop(): Promise<{ externalId: string; at: string }[]> } {
  const acknowledged: { externalId: string; at: string }[] = []
  let stopped = false
  const done = (async () => {
    for (let count = 0; !stopped; count++) {
      const { externalId } = await product.parts.inWorkspace(scope, (ctx) => enterMention(ctx, { via: 'phone', who: 'お客様', text: `電話 ${count}: 包み紙がかわいいとのこと。` }))
      acknowledged.push({ externalId, at: new Date().toISOString() })
      // A pace that leaves the machine to the back-up.
      await sleep(20)
    }
  })()
  return {
    async stop() {
      stopped = true
      await done
      return acknowledged
    },
  }
}
