import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readConfig, type Config } from '../../core/config.ts'
import { InvalidInput, NotAllowedNow } from '../../core/errors.ts'
import { copyFile, syncFile, syncFolder } from '../../storage/embedded/copy-file.ts'
import { lockData } from '../../storage/embedded/data-lock.ts'
import { readManifest, type Manifest } from '../../storage/embedded/manifest.ts'
import { placeBackUp } from '../../storage/embedded/place-back-up.ts'
import { makeDataDir, placesOf } from '../../storage/embedded/places.ts'
import { keyIdOf } from '../../storage/secrets/envelope.ts'
import { readKey } from '../../storage/secrets/key-file.ts'
import { refuseOtherServer } from './back-up.ts'
import { chainLine, type WorkspaceChain } from './chain-report.ts'
import type { Outcome } from './command.ts'
import type { Given } from './parse.ts'
import { showBytes } from './show-bytes.ts'

/** What may lie in the folder that a back-up comes to: the key that was kept apart, and what an earlier try left. */
const allowed = new Set(['keys', 'restoring', 'kikimimi.lock', 'run', 'programs'])

/**
 * Everything happens in DATA_DIR/restoring: checked, recovered, paused. Only then does the cluster come to its place, in one
 * rename, so that no start can find a restored product that would send again what went out since the back-up.
 */
export async function restoreBackUp(given: Given): Promise<Outcome> {
  const config = readConfig(process.env)
  const from = resolve(given.words[0]!)
  refuseOtherServer(config)
  const manifest = readManifest(from)
  refuseFilled(config.dataDir)
  refuseWithoutKey(config, manifest)
  const places = placesOf(config.dataDir)
  makeDataDir(places)
  const unlock = lockData(places.lockFile, places.dataDir)
  const staging = join(places.dataDir, 'restoring')
  try {
    rmSync(staging, { recursive: true, force: true })
    const settings = await placeKeys(config, manifest, from)
    await placeFiles(staging, from, manifest)
    const { makeReady } = await import('./make-ready.ts')
    const chains = await makeReady({ ...config, dataDir: staging, redisUrl: null, ...settings })
    renameSync(join(staging, 'postgres'), places.cluster)
    syncFolder(places.dataDir)
    return outcome(places.dataDir, manifest, chains, settings.formerKeyFiles)
  } finally {
    rmSync(staging, { recursive: true, force: true })
    unlock()
  }
}

function refuseFilled(dataDir: string): void {
  const there = existsSync(dataDir) ? readdirSync(dataDir).filter((name) => !allowed.has(name)) : []
  if (there.length === 0) return
  throw new NotAllowedNow('data_there', {
    ja: `データフォルダー ${dataDir} は空ではありません（${there.slice(0, 3).join(', ')}）。別の場所へ移すか、DATA_DIR で空のフォルダーを指定してください。`,
    en: `The data folder ${dataDir} is not empty (${there.slice(0, 3).join(', ')}). Move it away, or name an empty one by DATA_DIR.`,
  })
}

/** Before a byte is copied: without its key a back-up would be a product that reaches no network and signs nobody in. */
function refuseWithoutKey(config: Config, { key }: Manifest): void {
  if (existsSync(config.keyFile)) {
    const there = keyIdOf(readKey(config.keyFile))
    if (there === key.id) return
    throw new InvalidInput({
      ja: `鍵ファイル ${config.keyFile} は別の鍵（${there}）です。このバックアップには鍵 ${key.id} が必要です。`,
      en: `The key file ${config.keyFile} holds another key (${there}). This back-up needs the key ${key.id}.`,
    })
  }
  if (key.included) return
  throw new InvalidInput({
    ja: `このバックアップには鍵が入っていません。保管してある鍵 ${key.id} を ${config.keyFile} に置くか、KIKIMIMI_KEY_FILE で指定してください。`,
    en: `The key is not in this back-up. Put the key ${key.id} that you kept at ${config.keyFile}, or name it by KIKIMIMI_KEY_FILE.`,
  })
}

/** Former keys lie beside the key. What is there already is never written over. */
async function placeKeys(config: Config, { key }: Manifest, from: string): Promise<Pick<Config, 'keyFile' | 'formerKeyFiles'>> {
  const { keyFile } = config
  const folder = dirname(resolve(keyFile))
  const formerKeyFiles = config.formerKeyFiles.length > 0 ? config.formerKeyFiles : key.files.slice(1).map((path) => join(folder, path.split('/').at(-1)!))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const [place, path] of key.files.entries()) {
    const file = [keyFile, ...formerKeyFiles][place]
    if (file === undefined || existsSync(file)) continue
    await copyFile(join(from, path), file)
    chmodSync(file, 0o600)
    await syncFile(file)
  }
  syncFolder(folder)
  if (keyIdOf(readKey(keyFile)) !== key.id) throw new InvalidInput({ ja: `バックアップの鍵が壊れています（${keyFile}）。`, en: `The key in the back-up is damaged (${keyFile}).` })
  return { keyFile, formerKeyFiles }
}

async function placeFiles(staging: string, from: string, manifest: Manifest): Promise<void> {
  makeDataDir(placesOf(staging))
  const shown = showBytes('復元 / Restore')
  try {
    await placeBackUp({ from, manifest, into: staging, onProgress: shown.update })
  } finally {
    shown.end()
  }
}

function outcome(dataDir: string, manifest: Manifest, chains: WorkspaceChain[], formerKeyFiles: readonly string[]): Outcome {
  const broken = chains.some((chain) => !chain.ok)
  return {
    data: { dataDir, consistentAt: manifest.consistentAt, chains, outbound: 'paused', formerKeyFiles },
    lines: [
      `復元しました / Restored: ${dataDir}（${manifest.consistentAt} の状態 / as of that time）`,
      ...chains.map(chainLine),
      '送信は止めてあります。ネットワークの画面で、バックアップ後に送った返信を確かめてから再開してください。全員がログインし直します。',
      'Outgoing messages are paused. See at the networks what was sent after the back-up, then resume. Everybody signs in again.',
      ...(formerKeyFiles.length > 0 ? [`  KIKIMIMI_FORMER_KEY_FILES=${formerKeyFiles.join(',')}`] : []),
      ...(broken ? ['記録の連鎖が壊れています。バックアップの時点で壊れていたものです。 / A chain of events is broken; it was so when the back-up was made.'] : []),
    ],
    exitCode: broken ? 1 : 0,
  }
}
