import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'

export interface Ran {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

const root = resolve(import.meta.dirname, '../..')

/** A command as its user runs it: a process of its own, told by arguments, environment and standard input alone. */
export function startCommand(file: string, args: readonly string[], { env = {}, input }: { env?: Record<string, string>; input?: string } = {}): { child: ChildProcess; ended: Promise<Ran> } {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], { cwd: root, env: { PATH: process.env.PATH, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  const exited = new Promise<Pick<Ran, 'code' | 'signal'>>((done) => child.once('exit', (code, signal) => done({ code, signal })))
  const ended = Promise.all([exited, text(child.stdout), text(child.stderr)]).then(([how, stdout, stderr]) => ({ ...how, stdout, stderr }))
  return { child, ended }
}

export function runCommand(file: string, args: readonly string[], options: { env?: Record<string, string>; input?: string } = {}): Promise<Ran> {
  return startCommand(file, args, options).ended
}
