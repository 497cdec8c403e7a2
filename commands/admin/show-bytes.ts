/** One line that grows on a terminal; nothing where nobody looks. */
export function showBytes(title: string): { update(bytes: number): void; end(): void } {
  const terminal = process.stderr.isTTY
  let last = 0
  return {
    update(bytes) {
      if (!terminal || Date.now() - last < 200) return
      last = Date.now()
      process.stderr.write(`\r${title}: ${megabytes(bytes)}  `)
    },
    end() {
      if (terminal && last > 0) process.stderr.write('\n')
    },
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
