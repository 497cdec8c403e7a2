import { DomainError, InvalidInput } from '../core/errors.ts'
import { watchParent } from '../launch-pipe.ts'
import type { Command, Outcome } from './admin/command.ts'
import { commands } from './admin/list.ts'
import { parseGiven } from './admin/parse.ts'
import { sentenceOf } from './until-stopped.ts'

/** `npm run admin -- <command>`: what the person at the machine does, while the product runs or is at rest. */
const args = process.argv.slice(2)
const asJson = args.includes('--json')
// Whoever stops the launcher stops this; a Postgres that we started follows by its guard.
watchParent(() => process.exit(1))
await main().catch(refuse)

async function main(): Promise<void> {
  const command = commands.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '))
  if (args.length === 0 || args.some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(`${command ? helpOf(command) : overview()}\n`)
    return
  }
  if (!command) throw unknownCommand()
  const given = parseGiven(command, args.slice(command.name.split(' ').length))
  const run = await command.load()
  show(await run(given))
}

function show({ data, lines, exitCode = 0 }: Outcome): void {
  process.stdout.write(asJson ? `${JSON.stringify(data)}\n` : lines.map((line) => `${line}\n`).join(''))
  process.exitCode = exitCode
}

function refuse(error: unknown): void {
  if (asJson && error instanceof DomainError) process.stdout.write(`${JSON.stringify({ error: { code: error.code, message: error.sentence, details: error.details } })}\n`)
  else process.stderr.write(`${sentenceOf(error)}\n`)
  process.exitCode = 1
}

function helpOf({ name, takes, ja, en }: Command): string {
  return `npm run admin -- ${`${name} ${takes}`.trim()}\n\n${ja}\n\n${en}\n\n  --json  結果を JSON で出力します / prints the result as JSON`
}

function overview(): string {
  const list = commands.map(({ name, ja, en }) => `  ${name.padEnd(17)} ${firstLine(ja)}\n${' '.repeat(20)}${firstLine(en)}`)
  return `npm run admin -- <command> [--json] [--help]\n\n聞き耳を動かしている人のための操作です。起動中でも停止中でも使えます。\nFor the person who runs Kikimimi; works while it runs and while it is stopped.\n\n${list.join('\n')}\n\n各コマンドの説明 / One command in full: npm run admin -- <command> --help`
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}

function unknownCommand(): InvalidInput {
  const given = args.filter((arg) => !arg.startsWith('-')).slice(0, 2).join(' ')
  return new InvalidInput({
    ja: `「${given}」というコマンドはありません。npm run admin -- --help で一覧を表示します。`, en: `There is no command “${given}”. npm run admin -- --help lists them.`,
  })
}
