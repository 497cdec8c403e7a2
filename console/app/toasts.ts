import { useSyncExternalStore } from 'react'

/** What stands at the bottom left: an act with its undo for 8 s, or a message. One at a time; a newer one takes the place. */
export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'danger'
  undo?: () => Promise<void> | void
  /** Request id of a failure. */
  note?: string
  until: number
}

const watchers = new Set<() => void>()
let current: Toast | null = null
let lastUndo: (() => Promise<void> | void) | null = null
let counter = 0
let timer: ReturnType<typeof setTimeout> | undefined

export function showToast(toast: { text: string; tone?: 'plain' | 'danger'; undo?: () => Promise<void> | void; note?: string; ms?: number }): void {
  const ms = toast.ms ?? 8_000
  current = { id: ++counter, text: toast.text, tone: toast.tone ?? 'plain', undo: toast.undo, note: toast.note, until: Date.now() + ms }
  if (toast.undo) lastUndo = toast.undo
  arm(ms)
  tell()
}

export function closeToast(): void {
  clearTimeout(timer)
  current = null
  tell()
}

/** While somebody is on it with the pointer or the keyboard, it stays. */
export function holdToast(held: boolean): void {
  clearTimeout(timer)
  if (!held && current) arm(4_000)
}

/** `z`: takes back the newest act that can be taken back, also shortly after its toast is gone. */
export async function undoLast(): Promise<boolean> {
  const undo = lastUndo
  lastUndo = null
  if (!undo) return false
  closeToast()
  await undo()
  return true
}

export function useToast(): Toast | null {
  return useSyncExternalStore(watch, () => current)
}

function arm(ms: number): void {
  clearTimeout(timer)
  timer = setTimeout(closeToast, ms)
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => {
    watchers.delete(watcher)
  }
}

function tell(): void {
  for (const watcher of watchers) watcher()
}
