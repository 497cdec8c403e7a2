import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { assemble } from '../assemble.ts'
import { readConfig } from '../core/config.ts'
import { BadConfiguration } from '../core/errors.ts'
import { playDay } from '../fixtures/scenarios/play.ts'
import { startSimulator } from '../fixtures/simulators/simulators.ts'
import { startProduct } from '../product.ts'
import { isRunning } from '../storage/embedded/server-file.ts'
import { ensureConsole } from './build-console.ts'
import { furnish } from './demo/furnish.ts'
import { withRealPort } from './real-port.ts'
import { helpAsked } from './run.ts'
import { untilStopped } from './until-stopped.ts'

/** `npm run demo`: the product with simulated X and LINE and a made-up day of a Japanese company, without account or network. */
const help = {
  ja: `
npm run demo
  アカウントもネットワークも使わず、X と LINE のシミュレーターで架空の会社の一日を再現します。
  データは毎回新しく作り直します（DATA_DIR/demo）。PORT でポートを変えられます。`,
  en: `
npm run demo
  Plays a made-up company's day on simulators of X and LINE; needs no account and no network.
  Its data is made anew each time (DATA_DIR/demo). PORT changes the port.`,
}

if (!helpAsked(help.ja, help.en)) await untilStopped(start)

async function start(): Promise<{ stop(): Promise<void> }> {
  const x = await startSimulator('x', { limits: {} })
  const line = await startSimulator('line')
  const config = await withRealPort(readConfig({
    ...process.env, DATABASE_URL: '', DATA_DIR: freshFolder(process.env.DATA_DIR ?? './data'), LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
    X_BASE_URL: x.url, LINE_BASE_URL: line.url, LINE_DATA_BASE_URL: line.url, LINE_STICKER_BASE_URL: line.url,
  }))
  const { dir: consoleDir } = await ensureConsole()
  const parts = await assemble(config, { log: pino({ level: config.logLevel }), env: process.env })
  const product = await startProduct(parts, { consoleDir })
  const port = await product.listen()
  const { signInUrl } = await furnish(product, { x, line, origin: `http://127.0.0.1:${port}`, shownOrigin: config.publicUrl.origin })
  const day = playDay({ x, line, pace: 'burst' })
  const placed = await day.placed
  process.stdout.write(`\n聞き耳 デモ: ${placed.x + placed.line} 件の投稿を再生しました。次のリンクでログインできます（一度だけ）。 / Demo: ${placed.x + placed.line} posts played. Sign in with this link (one use):\n  ${signInUrl}\n`)
  return {
    async stop() {
      day.stop()
      await product.stop()
      await Promise.all([x.stop(), line.stop()])
    },
  }
}

/** The simulators forget when they stop, so the demo begins anew. A mark keeps this from ever deleting something else. */
function freshFolder(dataDir: string): string {
  const folder = join(dataDir, 'demo')
  const mark = join(folder, '.demo')
  if (existsSync(folder) && !existsSync(mark)) {
    throw new BadConfiguration({ ja: `${folder} はデモのフォルダーではありません。移動するか DATA_DIR を変えてください。`, en: `${folder} is not a folder of the demo. Move it or change DATA_DIR.` })
  }
  if (isRunning(folder)) {
    throw new BadConfiguration({ ja: 'デモはすでに動いています。先に止めるか、DATA_DIR を変えてください。', en: 'A demo is running already. Stop it first, or change DATA_DIR.' })
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(mark, '')
  return folder
}
