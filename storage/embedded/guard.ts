import { spawn } from 'node:child_process'
import type { Account } from './account.ts'

export interface Guard {
  watch(pid: number): void
  /** Postgres has ended in the ordinary way: the guard goes without doing anything. */
  release(): void
}

/**
 * Reads a pipe whose other end only we hold. At its end without a word (we died, by kill -9 too) it shuts Postgres down: fast
 * first, which ends within a tenth of a second when there is little to write, and without the last checkpoint after two seconds.
 * A number alone could meanwhile be another process, so where /proc exists it also has to stand in the cluster's folder.
 * When we died before we could name the process, it stands in postmaster.pid.
 */
const SCRIPT = `
read -r pid
read -r word && exit 0
if [ -z "$pid" ]; then sleep 0.5; read -r pid <postmaster.pid || exit 0; fi
ours() { kill -0 "$pid" && { [ ! -e /proc/self/cwd ] || [ "/proc/$pid/cwd" -ef . ]; }; }
ours || exit 0
kill -INT "$pid"
n=0
while ours && [ "$n" -lt 20 ]; do sleep 0.1; n=$((n + 1)); done
if ours; then kill -QUIT "$pid"; fi
`

/** Started before Postgres, so that no moment is without it. */
export function startGuard(cluster: string, account: Account | undefined): Guard {
  // In a session of its own: Ctrl-C in a terminal reaches the whole group, and the guard must outlive us.
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'kikimimi-guard'], { ...account, cwd: cluster, env: { PATH: '/usr/bin:/bin' }, detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  shell.on('error', () => {})
  shell.stdin.on('error', () => {})
  shell.unref()
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref()
  return {
    watch(pid) {
      shell.stdin.write(`${pid}\n`)
    },
    release() {
      shell.stdin.end('released\n')
    },
  }
}
