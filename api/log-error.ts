/** What a log may say of an error: what kind, where, and the beginning of its words. Values that a driver attaches stay out. */
export function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 12).map((line) => line.trim())
  const code = 'code' in error ? String(error.code) : undefined
  return { name: error.name, code, message: error.message.slice(0, 300), frames }
}
