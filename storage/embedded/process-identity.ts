import { readFileSync } from 'node:fs'

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number
  /** Boot and start time where the system tells them (Linux), else empty. */
  started: string
}

/** The running process with this number; undefined when there is none or only a zombie is left. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (process.platform === 'linux') {
    const stat = statOf(pid)
    return stat && stat.state !== 'Z' && stat.state !== 'X' ? { pid, started: `${bootId()} ${stat.started}` } : undefined
  }
  return answersSignal(pid) ? { pid, started: '' } : undefined
}

export function isSame(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid)
  return now !== undefined && now.started === identity.started
}

/** Name, state, parent and start time (clock ticks since boot) from /proc; undefined when the process is gone. */
export function statOf(pid: number): { state: string; parent: number; started: string } | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may itself hold blanks and brackets, so fields count from the last one.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', parent: Number(fields[1]), started: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
