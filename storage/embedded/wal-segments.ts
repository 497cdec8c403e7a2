import { isAbsolute, relative } from 'node:path'

/** The names of all segments from the first to the last, both included; a name is timeline, high and low part of the number. */
export function segmentsBetween(first: string, last: string, segmentBytes: number): string[] {
  const perHigh = 0x1_0000_0000 / segmentBytes
  const timeline = first.slice(0, 8)
  const numberOf = (name: string) => Number.parseInt(name.slice(8, 16), 16) * perHigh + Number.parseInt(name.slice(16), 16)
  const [from, to] = [numberOf(first), numberOf(last)]
  if (timeline !== last.slice(0, 8) || to < from) throw new RangeError(`no log leads from ${first} to ${last}`)
  return Array.from({ length: to - from + 1 }, (_, step) => {
    const number = from + step
    return timeline + hex(Math.floor(number / perHigh)) + hex(number % perHigh)
  })
}

/** True for the folder itself too. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(8, '0')
}
