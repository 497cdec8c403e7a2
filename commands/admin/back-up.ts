import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readConfig, type Config } from '../../core/config.ts'
import { BadConfiguration, InvalidInput } from '../../core/errors.ts'
import { backUp } from '../../storage/embedded/back-up.ts'
import { isRunning } from '../../storage/embedded/server-file.ts'
import { startEmbedded } from '../../storage/embedded/start-embedded.ts'
import { readKey } from '../../storage/secrets/key-file.ts'
import { keyIdOf } from '../../storage/secrets/envelope.ts'
import type { Outcome } from './command.ts'
import type { Given } from './parse.ts'
import { megabytes, showBytes } from './show-bytes.ts'

/** Beside the running product, or of one at rest. */
export async function makeBackUp(given: Given): Promise<Outcome> {
  const config = readConfig(process.env)
  const into = resolve(given.words[0]!)
  refuseOtherServer(config)
  if (!existsSync(join(config.dataDir, 'postgres'))) throw new InvalidInput({ ja: `${config.dataDir} にデータがありません。`, en: `There is no data in ${config.dataDir}.` })
  const keyFiles = [config.keyFile, ...config.formerKeyFiles]
  const keyId = keyIdOf(readKey(config.keyFile))
  const { connectionString, stop } = await openServer(config)
  const shown = showBytes('バックアップ / Back-up')
  try {
    const manifest = await backUp({
      connectionString, dataDir: config.dataDir, into, product: productVersion(), keyId, keyFiles: given.flag('with-key') ? keyFiles : [], onProgress: shown.update,
    })
    const bytes = manifest.files.reduce((sum, file) => sum + file.size, 0)
    return {
      data: { folder: into, bytes, files: manifest.files.length, startedAt: manifest.startedAt, consistentAt: manifest.consistentAt, key: manifest.key },
      lines: [`バックアップを作成しました / Back-up made: ${into} (${megabytes(bytes)})`, ...keyWords(manifest.key.included, keyId, keyFiles)],
    }
  } finally {
    shown.end()
    await stop()
  }
}

export function refuseOtherServer(config: Config): void {
  if (config.databaseUrl === null) return
  throw new BadConfiguration({
    ja: 'DATABASE_URL のデータベースは、pg_dump か pg_basebackup でバックアップと復元をしてください。このコマンドは内蔵の Postgres 用です。鍵ファイルも忘れずに保管してください。',
    en: 'Back up and restore the database of DATABASE_URL by pg_dump or pg_basebackup; this command is for the embedded Postgres. Do not forget the key file.',
  })
}

async function openServer({ dataDir }: Config): Promise<{ connectionString: string; stop(): Promise<void> }> {
  const running = isRunning(dataDir)
  if (running) return { connectionString: running.superuserConnectionString, stop: async () => {} }
  const server = await startEmbedded({ dataDir })
  return { connectionString: server.superuserConnectionString, stop: () => server.stop() }
}

function productVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return version
}

function keyWords(included: boolean, keyId: string, files: readonly string[]): string[] {
  if (included) return [`鍵 ${keyId} も入っています。このフォルダーを読める人は接続の秘密情報を読めます。 / The key is inside: whoever reads this folder can read the channels' secrets.`]
  return [
    `鍵 ${keyId} は入っていません。鍵がないと復元できません。別の場所に保管してください: ${files.map((file) => resolve(file)).join(', ')}`,
    'The key is NOT inside. Without it the back-up cannot be restored: keep these files at another place.',
  ]
}
