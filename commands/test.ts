import { ensureBrowser } from './ensure-browser.ts'
import { helpAsked, run, tools } from './run.ts'

/** The suite: verify, then verbs, API, contracts and walk on a real Postgres, then each fault once, then the browser. */
const help = {
  ja: `
npm test [-- --without-browser]
  verify のあと、組み込み Postgres での全テスト、障害テスト（各段階 1 回）、ブラウザーテストを実行します。
  --without-browser  Chromium を使うテストを省きます。`,
  en: `
npm test [-- --without-browser]
  Runs verify, then everything on the embedded Postgres, every fault once, and the browser tests.
  --without-browser  leaves out what needs Chromium.`,
}

if (!helpAsked(help.ja, help.en)) process.exitCode = await testAll()

async function testAll(): Promise<number> {
  const withBrowser = !process.argv.includes('--without-browser')
  const browser = withBrowser ? ensureBrowser((line) => process.stderr.write(`${line}\n`)) : null
  if (withBrowser && !browser) return 1
  const faults = { FAULT_ROUNDS: '1', RUNS: '50' }
  const parts: (() => Promise<number>)[] = [
    () => run('commands/verify.ts', []),
    () => run(tools.vitest, ['run', '--project', 'system']),
    () => run(tools.vitest, ['run', '--project', 'faults'], faults),
    ...(browser ? [() => run(tools.vitest, ['run', '--project', 'browser'], { CHROMIUM_PATH: browser })] : []),
  ]
  for (const part of parts) {
    const code = await part()
    if (code !== 0) return code
  }
  return 0
}
