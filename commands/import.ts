import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { DomainError, InvalidInput } from '../core/errors.ts'
import { help } from './import/help.ts'
import { helpAsked } from './run.ts'
import { sentenceOf } from './until-stopped.ts'

/** `npm run import -- FILE`: history from a file, by the product that runs, or by this command where none does. */
const options = {
  workspace: { type: 'string' }, map: { type: 'string', multiple: true }, encoding: { type: 'string' }, format: { type: 'string' }, zone: { type: 'string' },
  yes: { type: 'boolean' }, rejected: { type: 'string' }, resume: { type: 'string' }, json: { type: 'boolean' },
} as const

if (!helpAsked(help.ja, help.en)) await main().catch(refuse)

async function main(): Promise<void> {
  const { file, values } = readArguments()
  const { prepare, previewLines } = await import('./import/prepare.ts')
  // What is wrong with the file is said before a database is started.
  const prepared = file === undefined ? null : await prepare(file, { map: values.map ?? [], encoding: values.encoding, format: values.format })
  if (prepared) process.stderr.write(`${previewLines(prepared).join('\n')}\n`)
  if (prepared && values.yes !== true && !(await isAgreed())) return
  const { runImport } = await import('./import/run.ts')
  process.exitCode = await runImport(prepared ?? values.resume!, { workspace: values.workspace, zone: values.zone, rejected: values.rejected, json: values.json === true })
}

function readArguments() {
  const { positionals, values } = parsed()
  if (positionals.length === (values.resume === undefined ? 1 : 0)) return { file: positionals[0], values }
  throw new InvalidInput({ ja: 'ファイルを一つ指定してください（--resume のときは不要）。--help に使い方があります。', en: 'Name one file (none with --resume). --help shows the usage.' })
}

function parsed() {
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    const words = error instanceof Error ? error.message.split('. To specify')[0]! : String(error)
    throw new InvalidInput({ ja: `引数を読めません（${words}）。--help に使い方があります。`, en: `The arguments cannot be read (${words}). --help shows the usage.` })
  }
}

async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new InvalidInput({ ja: '始めるには --yes を付けてください。', en: 'Add --yes to start.' })
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question('始めますか / Start? [y/N] ')
  terminal.close()
  return /^(y|yes|はい)$/i.test(answer.trim())
}

function refuse(error: unknown): void {
  if (process.argv.includes('--json') && error instanceof DomainError) process.stdout.write(`${JSON.stringify({ error: { code: error.code, message: error.sentence, details: error.details } })}\n`)
  else process.stderr.write(`${sentenceOf(error)}\n`)
  process.exitCode = 1
}
