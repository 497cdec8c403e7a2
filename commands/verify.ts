import { helpAsked, run, tools } from './run.ts'

/** Types, lint, architecture and unit tests: what proves a change in under a minute. */
const help = {
  ja: 'npm run verify\n  型検査・lint・構成の検査・単体テストを実行します（1 分以内、データベース不要）。',
  en: 'npm run verify\n  Checks types, lint and architecture and runs the unit tests (under a minute, no database).',
}

if (!helpAsked(help.ja, help.en)) process.exitCode = await verify()

async function verify(): Promise<number> {
  const checks: [string, () => Promise<number>][] = [
    ['types', () => run(tools.tsc, ['-p', 'tsconfig.json'])],
    ['console types', () => run(tools.tsc, ['-p', 'console/tsconfig.json'])],
    ['browser test types', () => run(tools.tsc, ['-p', 'tests/e2e/tsconfig.json'])],
    ['lint', () => run(tools.oxlint, ['--quiet'])],
    ['unit tests', () => run(tools.vitest, ['run', '--project', 'unit'])],
  ]
  for (const [name, check] of checks) {
    const code = await check()
    if (code !== 0) {
      process.stderr.write(`verify: ${name} failed\n`)
      return code
    }
  }
  return 0
}
