/** A day as a person types it, `2026/11/24`, as `2026-11-24`; full-width digits and signs are taken too. Null: no day. */
export function typedDay(text: string): string | null {
  const match = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(text.normalize('NFKC').trim())
  if (!match) return null
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const at = new Date(Date.UTC(year, month - 1, day))
  return month <= 12 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null
}
