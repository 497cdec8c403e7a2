import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a tool of node_modules under this Node, its output straight through; resolves to its exit code. */
export function run(script: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)))
  })
}

export const tools = {
  vitest: 'node_modules/vitest/vitest.mjs',
  tsc: 'node_modules/typescript/bin/tsc',
  oxlint: 'node_modules/oxlint/bin/oxlint',
}

/** Every command answers --help; `ja` and `en` are its whole text. */
export function helpAsked(ja: string, en: string): boolean {
  if (!process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) return false
  process.stdout.write(`${ja.trim()}\n\n${en.trim()}\n`)
  return true
}
