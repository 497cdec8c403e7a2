import { pino } from 'pino'
import { assemble } from './assemble.ts'
import { ensureConsole } from './commands/build-console.ts'
import { failPointFrom } from './commands/fail-point.ts'
import { withRealPort } from './commands/real-port.ts'
import { helpAsked } from './commands/run.ts'
import { untilStopped } from './commands/until-stopped.ts'
import { readConfig, type Config } from './core/config.ts'
import { startProduct, type Product } from './product.ts'

/** `npm start`: configuration, storage, parts, roles, in this order. */
const help = {
  ja: `
npm start [-- --role api,ingest,listen,publish]
  聞き耳を起動します。設定は環境変数で行います（README の「設定」を参照）。
  --role  このプロセスが受け持つ役割をカンマ区切りで指定します（既定: すべて）。`,
  en: `
npm start [-- --role api,ingest,listen,publish]
  Starts Kikimimi. Configuration is by environment variables (README, "Configuration").
  --role  a comma list of what this process does (default: everything).`,
}

if (!helpAsked(help.ja, help.en)) await untilStopped(start)

async function start(): Promise<Product> {
  const config = await withRealPort(readConfig(process.env, process.argv.slice(2)))
  const consoleDir = config.roles.has('api') ? (await ensureConsole()).dir : null
  const parts = await assemble(config, { log: pino({ level: config.logLevel }), failPoint: failPointFrom(config.failAt), env: process.env })
  const product = await startProduct(parts, { consoleDir })
  try {
    await product.listen()
    if (config.roles.has('api')) await greet(product, config)
    return product
  } catch (error) {
    await product.stop()
    throw error
  }
}

async function greet(product: Product, config: Config): Promise<void> {
  const address = config.publicUrl.origin
  process.stdout.write(`\n聞き耳 Kikimimi: ${address}\n`)
  if (!(await product.parts.identity.needsSetup())) return
  const { token } = await product.parts.identity.createSetupLink()
  process.stdout.write(`最初の管理者を作成（一度だけ使えます、48 時間有効） / Create the first administrator (one use, 48 hours):\n  ${address}/setup?token=${token}\n`)
}
