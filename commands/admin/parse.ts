import { parseArgs } from 'node:util'
import { InvalidInput } from '../../core/errors.ts'
import type { Command } from './command.ts'

/** The arguments of one command, read. */
export interface Given {
  words: string[]
  /** @throws InvalidInput that names the option when it is missing. */
  need(option: string): string
  one(option: string): string | undefined
  many(option: string): string[]
  flag(option: string): boolean
}

/** @throws InvalidInput for an unknown option, a missing word, one too many. */
export function parseGiven(command: Command, args: readonly string[]): Given {
  const { values, positionals: words } = read(command, args)
  if (words.length !== command.words) throw wrongWords(command)
  const all = (option: string) => [values[option] ?? []].flat().filter((value) => typeof value === 'string')
  return {
    words,
    one: (option) => all(option).at(-1),
    need(option) {
      const value = all(option).at(-1)
      if (value === undefined || value === '') throw new InvalidInput({ ja: `--${option} を指定してください。`, en: `--${option} is needed.` })
      return value
    },
    many: all,
    flag: (option) => values[option] === true,
  }
}

/** `key=value` pairs; a value may hold further equals signs. */
export function readPairs(option: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => {
    const at = pair.indexOf('=')
    if (at <= 0) throw new InvalidInput({ ja: `--${option} は 名前=値 の形で指定してください。`, en: `--${option} takes key=value.` })
    return [pair.slice(0, at), pair.slice(at + 1)]
  }))
}

function read(command: Command, args: readonly string[]): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
  } catch (error) {
    // The parser's own sentence names the option at fault.
    const words = error instanceof Error ? error.message.split('. To specify')[0]! : String(error)
    throw new InvalidInput({ ja: `引数を読めません（${words}）。${command.name} --help を参照してください。`, en: `The arguments cannot be read (${words}). See ${command.name} --help.` })
  }
}

function wrongWords(command: Command): InvalidInput {
  const usage = `${command.name} ${command.takes}`.trim()
  return new InvalidInput({ ja: `引数の数が違います。使い方: ${usage}`, en: `The number of arguments is wrong. Usage: ${usage}` })
}
