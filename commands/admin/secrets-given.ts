import { readFileSync } from 'node:fs'
import { text as readAll } from 'node:stream/consumers'
import { z } from 'zod'
import { InvalidInput } from '../../core/errors.ts'
import { parseJson } from '../../core/json.ts'
import { readPairs, type Given } from './parse.ts'

const Values = z.record(z.string(), z.string())

/** From `--<option> key=value` and from a JSON file (`-`: standard input), which the list of processes does not show. */
export async function readSecrets(given: Given, option: string, fileOption: string): Promise<Record<string, string>> {
  const file = given.one(fileOption)
  return { ...(file === undefined ? {} : await readFile(file, fileOption)), ...readPairs(option, given.many(option)) }
}

async function readFile(file: string, option: string): Promise<Record<string, string>> {
  try {
    return Values.parse(parseJson(file === '-' ? await readAll(process.stdin) : readFileSync(file, 'utf8')))
  } catch {
    // What stands in the file is secret, so the reason is not shown.
    throw new InvalidInput({ ja: `--${option} の ${file} を読めません。{"名前": "値"} の形の JSON にしてください。`, en: `${file} of --${option} cannot be read. It holds JSON such as {"key": "value"}.` })
  }
}
