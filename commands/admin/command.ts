import type { ParseArgsOptionsConfig } from 'node:util'
import type { Given } from './parse.ts'

/** One command of `npm run admin`: what it is called, what it takes, and where its work stands. */
export interface Command {
  /** As it is typed: `user create`. */
  name: string
  /** What follows the name, for the help. */
  takes: string
  /** First line: what it does. The rest: its options. */
  ja: string
  en: string
  options?: ParseArgsOptionsConfig
  /** How many plain words follow the name. */
  words: number
  /** Loaded when it is run, so that help is quick. */
  load: () => Promise<Run>
}

export type Run = (given: Given) => Promise<Outcome>

export interface Outcome {
  /** For --json. */
  data: unknown
  /** For a person. */
  lines: string[]
  exitCode?: number
}
