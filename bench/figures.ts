import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** One measured number with what stands beside it. */
export interface Figure {
  /** `part/what`, stable, for comparing runs. */
  name: string
  value: number
  unit: string
  /** What it is measured against in the same run, or how it was taken. */
  note?: string
  goal?: { most?: number; least?: number }
}

export interface Figures {
  add(figure: Figure): void
  all: readonly Figure[]
}

/** Prints each figure as it is found. */
export function collectFigures(write: (line: string) => void): Figures {
  const all: Figure[] = []
  return {
    all,
    add(figure) {
      all.push(figure)
      write(lineOf(figure))
    },
  }
}

function lineOf({ name, value, unit, note, goal }: Figure): string {
  const wanted = goal === undefined ? '' : `  goal ${goal.most === undefined ? `≥ ${goal.least}` : `< ${goal.most}`} ${unit}: ${meets({ value, goal }) ? 'met' : 'NOT MET'}`
  return `${name.padEnd(44)} ${shown(value).padStart(10)} ${unit.padEnd(9)}${wanted}${note ? `  (${note})` : ''}`
}

export function meets({ value, goal }: Pick<Figure, 'value' | 'goal'>): boolean {
  return (goal?.most === undefined || value < goal.most) && (goal?.least === undefined || value >= goal.least)
}

function shown(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** The machine and the state of the code, without which a figure says little. */
export function surroundings(): Record<string, string | number> {
  return { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30), load1: Math.round(loadavg()[0]! * 100) / 100, node: process.version, commit: commitOf(), at: new Date().toISOString() }
}

function commitOf(): string {
  try {
    return existsSync('.git') ? execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim() : ''
  } catch {
    return ''
  }
}

export function writeJson(file: string, size: string, figures: readonly Figure[], about: Record<string, string | number>): void {
  writeFileSync(file, `${JSON.stringify({ size, about, figures }, null, 2)}\n`)
}

/** Proportional memory of a process in MB; 0 when it is gone. */
export function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
