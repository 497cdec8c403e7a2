import type { FailPoint } from '../core/fail-point.ts'

/** FAIL_AT=stage:nth ends the process without a word at the nth time that stage is reached, as a power cut would. */
export function failPointFrom(failAt: { stage: string; nth: number } | null): FailPoint {
  if (failAt === null) return () => {}
  let seen = 0
  return (stage) => {
    if (stage === failAt.stage && ++seen === failAt.nth) process.kill(process.pid, 'SIGKILL')
  }
}
