/** Moments people put things off to, by the clock of the workspace's zone. */
export type SnoozeId = 'hours3' | 'tonight' | 'tomorrow' | 'monday'

export function snoozeTimes(now: number, zone: string): { id: SnoozeId; at: string }[] {
  const wall = wallClock(now, zone)
  const daysToMonday = (8 - wall.weekday) % 7 || 7
  const all: { id: SnoozeId; at: number }[] = [
    { id: 'hours3', at: now + 3 * 3_600_000 },
    { id: 'tonight', at: atWall(wall, 0, 18, zone) },
    { id: 'tomorrow', at: atWall(wall, 1, 9, zone) },
    { id: 'monday', at: atWall(wall, daysToMonday, 9, zone) },
  ]
  return all.filter(({ at }) => at > now + 60_000).map(({ id, at }) => ({ id, at: new Date(at).toISOString() }))
}

/** What a person typed as wall clock of a zone, `2026/11/24 18:00`, as a moment; full-width digits and signs are taken too. */
export function momentOf(wall: string, zone: string): Date | null {
  const match = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})[T ]+(\d{1,2}):(\d\d)$/.exec(wall.normalize('NFKC').trim())
  if (!match) return null
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number]
  const utc = Date.UTC(year, month - 1, day, hour, minute)
  const isReal = month <= 12 && hour < 24 && minute < 60 && new Date(utc).getUTCDate() === day
  return isReal ? new Date(fromWall(utc, zone)) : null
}

interface Wall {
  year: number
  month: number
  day: number
  /** 0 is Sunday. */
  weekday: number
}

function wallClock(at: number, zone: string): Wall {
  const shifted = new Date(at + offsetOf(at, zone))
  return { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth(), day: shifted.getUTCDate(), weekday: shifted.getUTCDay() }
}

function atWall(wall: Wall, days: number, hour: number, zone: string): number {
  return fromWall(Date.UTC(wall.year, wall.month, wall.day + days, hour), zone)
}

/** The offset may differ on the other side of a clock change, so it is looked up twice. */
function fromWall(wallAsUtc: number, zone: string): number {
  const guess = wallAsUtc - offsetOf(wallAsUtc, zone)
  return wallAsUtc - offsetOf(guess, zone)
}

function offsetOf(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(at)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - Math.floor(at / 1000) * 1000
}
