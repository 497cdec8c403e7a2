import { benchParts, runBench, type BenchSize } from '../bench/run.ts'
import { collectFigures, meets, surroundings, writeJson } from '../bench/figures.ts'
import { helpAsked } from './run.ts'

/** Every figure that the project claims, with its peer or its goal in the same run. */
const help = {
  ja: `
npm run bench [-- --quick | --full] [--json FILE] [--only running,ingest,search]
  取り込み、Webhook、検索、画面までの時間、メモリー、起動時間を、比べる相手や目標と並べて測ります。外部には接続しません。
  --quick  2 分以内の短い測定（検索は 40,000 件）。
  --full   検索を 1,000,000 件で測ります。
  --json   数値を FILE に書きます。
  --only   一部だけを測ります。`,
  en: `
npm run bench [-- --quick | --full] [--json FILE] [--only running,ingest,search]
  Measures ingest, webhooks, search, the way to the screen, memory and start, each beside its peer or goal. Loopback only.
  --quick  a short run of less than two minutes (search at 40,000).
  --full   search at 1,000,000 mentions.
  --json   writes the figures to FILE.
  --only   a part of it.`,
}

if (!helpAsked(help.ja, help.en)) {
  process.exitCode = await bench(process.argv.slice(2))
}

async function bench(argv: readonly string[]): Promise<number> {
  const size: BenchSize = argv.includes('--quick') ? 'quick' : argv.includes('--full') ? 'full' : 'normal'
  const parts = new Set(valueOf(argv, '--only')?.split(',') ?? benchParts)
  const wrong = [...parts].filter((part) => !(benchParts as readonly string[]).includes(part))
  const file = valueOf(argv, '--json')
  if (wrong.length > 0 || file === '') {
    process.stderr.write(`${help.ja.trim()}\n\n${help.en.trim()}\n`)
    return 2
  }
  const about = surroundings()
  const figures = collectFigures((line) => process.stdout.write(`${line}\n`))
  process.stdout.write(`${Object.entries(about).map(([name, value]) => `${name} ${value}`).join(', ')}\n\n`)
  await runBench(size, parts, figures)
  if (file) writeJson(file, size, figures.all, about)
  const missed = figures.all.filter((figure) => !meets(figure))
  process.stdout.write(missed.length === 0 ? '\n目標はすべて達成しました。 / Every goal is met.\n' : `\n目標に届かない数値: ${missed.length} / Goals not met: ${missed.length}\n`)
  return 0
}

/** The word after the flag; '' when it is missing. */
function valueOf(argv: readonly string[], flag: string): string | undefined {
  const at = argv.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`))
  if (at < 0) return undefined
  return argv[at]!.includes('=') ? argv[at]!.slice(flag.length + 1) : (argv[at + 1]?.startsWith('--') ? '' : (argv[at + 1] ?? ''))
}
