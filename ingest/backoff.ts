/** Seconds to wait after the nth failure in a row: doubling from 5 s to 15 min, with full jitter above half. */
export function backoffSeconds(failures: number, random: () => number = Math.random): number {
  const cap = Math.min(900, 5 * 2 ** Math.max(0, failures - 1))
  return cap / 2 + random() * (cap / 2)
}
