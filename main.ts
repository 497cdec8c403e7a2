import { pino } from 'pino'
import { assemble } from './assemble.ts'
import { ensureConsole } from './commands/build-console.ts'
import { readConfig, type Config } from './core/config.ts'
import { DomainError } from './core/errors.ts'
import { failPointFrom } from './commands/fail-point.ts'
import { watchParent } from './launch-pipe.ts'
import { startProduct, type Product } from './product.ts'

const help = `
npm start [-- --role api,ingest,listen,publish]
  聞き耳を起動します。設定は環境変数で行います（README の「設定」を参照）。
  --role  このプロセスが受け持つ役割をカンマ区切りで指定します（既定: すべて）。

  Starts Kikimimi. Configuration is by environment variables (README, "Configuration").
  --role  a comma list of what this process does (default: everything).
`

if (process.argv.includes('--help') || process.argv.includes('-h')) process.stdout.write(help)
else await main()

async function main(): Promise<void> {
  let product: Product | null = null
  let stopping: Promise<void> | null = null
  // Ctrl-C reaches us from the terminal and again through the launcher: stopping twice is stopping once.
  const stop = () => (stopping ??= (product?.stop() ?? Promise.resolve()).catch(() => {}).then(() => process.exit(0)))
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop)
  watchParent(stop)
  try {
    const config = readConfig(process.env, process.argv.slice(2))
    const consoleDir = config.roles.has('api') ? (await ensureConsole()).dir : null
    const parts = await assemble(config, { log: pino({ level: config.logLevel }), failPoint: failPointFrom(config.failAt), env: process.env })
    product = await startProduct(parts, { consoleDir })
    const port = await product.listen()
    if (config.roles.has('api')) await greet(product, config, port)
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`)
    await product?.stop().catch(() => {})
    process.exit(1)
  }
}

async function greet(product: Product, config: Config, port: number): Promise<void> {
  const address = config.port === 0 ? `http://${config.host}:${port}` : config.publicUrl.origin
  process.stdout.write(`\n聞き耳 Kikimimi: ${address}\n`)
  if (!(await product.parts.identity.needsSetup())) return
  const { token } = await product.parts.identity.createSetupLink()
  process.stdout.write(`最初の管理者を作成（一度だけ使えます、48 時間有効） / Create the first administrator (one use, 48 hours):\n  ${address}/setup?token=${token}\n`)
}

function sentenceOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.sentence.ja}\n${error.sentence.en}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
