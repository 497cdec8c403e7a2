import { resolve } from 'node:path'
import pg from 'pg'
import { readConfig, type Config } from '../../core/config.ts'
import { InvalidInput, NotAllowedNow } from '../../core/errors.ts'
import { isRunning } from '../../storage/embedded/server-file.ts'
import { openSecrets } from '../../storage/secrets/open-secrets.ts'
import { rewrapStored } from '../../storage/secrets/stored-secrets.ts'
import type { Outcome } from './command.ts'
import type { Given } from './parse.ts'
import { withParts } from './with-parts.ts'

/**
 * Wraps every stored secret with another key. The product must be at rest: one that knows the old key alone could open nothing
 * any more. May be repeated after it was cut off.
 */
export async function rotateKey(given: Given): Promise<Outcome> {
  const before = readConfig(process.env)
  const to = resolve(given.need('to'))
  if (to === resolve(before.keyFile)) throw new InvalidInput({ ja: '--to には今とは別のファイルを指定してください。', en: '--to takes another file than the one in use.' })
  await refuseBesideProduct(before)
  const formerKeyFiles = [...before.formerKeyFiles, before.keyFile].map((file) => resolve(file))
  return withParts(async ({ parts }) => {
    const secrets = openSecrets({ keyFile: to, formerKeyFiles })
    const rewrapped = await rewrapStored(parts.storage.kysely, secrets)
    const settings = { KIKIMIMI_KEY_FILE: to, KIKIMIMI_FORMER_KEY_FILES: formerKeyFiles.join(',') }
    return {
      data: { rewrapped, keyId: secrets.keyId, settings },
      lines: [
        `${rewrapped} 件の秘密情報を新しい鍵 ${secrets.keyId} で包み直しました。 / Secrets wrapped with the new key: ${rewrapped}.`,
        '次の設定で起動してください。古い鍵ファイルも残してください。 / Start with these settings, and keep the old key file:',
        ...Object.entries(settings).map(([name, value]) => `  ${name}=${value}`),
      ],
    }
  }, () => ({ keyFile: to, formerKeyFiles }))
}

async function refuseBesideProduct(config: Config): Promise<void> {
  const busy = config.databaseUrl === null ? isRunning(config.dataDir) !== undefined : await isServed(config.databaseUrl)
  if (!busy) return
  throw new NotAllowedNow('product_running', {
    ja: '聞き耳が動いています。止めてから鍵を替えてください（動いているものは新しい鍵を知りません）。',
    en: 'Kikimimi is running. Stop it before the key is rotated: what runs does not know the new key.',
  })
}

/** On a server of the company's own, the product is known by the name of its connections. */
async function isServed(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, application_name: 'admin' })
  await client.connect()
  try {
    const { rowCount } = await client.query("select 1 from pg_stat_activity where datname = current_database() and application_name like 'kikimimi-%' limit 1")
    return (rowCount ?? 0) > 0
  } finally {
    await client.end()
  }
}
