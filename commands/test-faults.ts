import { helpAsked, run, tools } from './run.ts'

/** The random repetitions: 20 kills a stage, 500 outbound runs a class, seeds printed. */
const help = {
  ja: 'npm run test:faults\n  障害テストをくり返します（各段階 20 回の強制終了、送信シミュレーション各 500 回）。FAULT_SEED で再現できます。',
  en: 'npm run test:faults\n  Repeats the fault tests (20 kills a stage, 500 simulated runs a class). FAULT_SEED repeats one run.',
}

if (!helpAsked(help.ja, help.en)) {
  process.exitCode = await run(tools.vitest, ['run', '--project', 'faults'], { FAULT_ROUNDS: process.env.FAULT_ROUNDS ?? '20', RUNS: process.env.RUNS ?? '500' })
}
