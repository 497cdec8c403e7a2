import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The real product in a process of its own, as an operator runs it. */
export interface RunningProduct {
  pid: number
  /** Where it serves; null for roles that serve nothing. */
  url: string | null
  /** The one-time token of the first administrator, when it asked for one. */
  setupToken: string | null
  /** How it ended: a signal's name or an exit code. */
  ended: Promise<string>
  hasEnded(): boolean
  kill(signal: NodeJS.Signals): void
  /** What it wrote last, for a failing test. */
  output(): string
}

export interface StartOptions {
  env: Record<string, string>
  /** `npm start` has the launcher as parent; a unit file may run main.ts itself. */
  launcher?: boolean
  roles?: string
  /** Waits for the set-up link, too. */
  firstTime?: boolean
  /** It is meant to be killed, which may come before it serves. */
  mayDie?: boolean
}

/** Resolves when it says that it serves, or is running for roles that say nothing. */
export async function startRunning({ env, launcher = false, roles, firstTime = false, mayDie = false }: StartOptions): Promise<RunningProduct> {
  const args = [...(launcher ? ['launch.js'] : ['--disable-warning=ExperimentalWarning']), 'main.ts', ...(roles ? ['--role', roles] : [])]
  const child = spawn(process.execPath, args, { cwd: root, env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LOG_LEVEL: 'warn', PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const read = (chunk: Buffer) => { text = (text + chunk.toString()).slice(-20_000) }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  let over = false
  const ended = once(child, 'exit').then(([code, signal]) => {
    over = true
    return String(signal ?? code)
  })
  const running: RunningProduct = {
    pid: child.pid!, url: null, setupToken: null, ended, hasEnded: () => over, kill: (signal) => void child.kill(signal), output: () => text,
  }
  if (roles === undefined || roles.split(',').includes('api')) await untilServing(child, running, { firstTime, mayDie })
  return running
}

async function untilServing(child: ChildProcess, running: RunningProduct, { firstTime, mayDie }: Required<Pick<StartOptions, 'firstTime' | 'mayDie'>>): Promise<void> {
  for (;;) {
    const address = /聞き耳 Kikimimi: (http:\S+)\n/.exec(running.output())
    const asked = /\/setup\?token=(\S+)\n/.exec(running.output())
    if (address) running.url = address[1]!
    if (asked) running.setupToken = asked[1]!
    if (running.url !== null && (running.setupToken !== null || !firstTime)) return
    if (running.hasEnded() && mayDie) return
    if (running.hasEnded()) throw new Error(`the product ended before it served:\n${running.output()}`)
    await Promise.race([once(child.stdout!, 'data'), running.ended])
  }
}
