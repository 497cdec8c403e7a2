import { useEffect, useRef } from 'react'
import { comboOf, isSingleLetter, registry, type KeyAction, type KeyId, type KeyScope } from './keys.ts'
import { keep, kept } from './kept.ts'

export type KeyHandlers = Partial<Record<KeyId, (event: KeyboardEvent) => void>>

interface Listener {
  scopes: readonly KeyScope[]
  handlers: () => KeyHandlers
}

const listeners = new Set<Listener>()
let firstOfSequence: { key: string; at: number } | null = null
let listening = false

/** Listens while mounted. Handlers may change every render; the newest are called. */
export function useKeys(scopes: readonly KeyScope[], handlers: KeyHandlers): void {
  const newest = useRef(handlers)
  useEffect(() => {
    newest.current = handlers
  })
  const names = scopes.join()
  useEffect(() => {
    const listener: Listener = { scopes: names.split(',') as KeyScope[], handlers: () => newest.current }
    listeners.add(listener)
    if (!listening) document.addEventListener('keydown', onKeyDown)
    listening = true
    return () => {
      listeners.delete(listener)
    }
  }, [names])
}

export function lettersAreOn(): boolean {
  return kept('letters') !== 'off'
}

export function switchLetters(on: boolean): void {
  keep('letters', on ? 'on' : 'off')
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return
  const combo = comboOf(event)
  if (combo === null) return
  const sequence = readSequence(combo, event)
  if (sequence === 'waiting') return
  const wanted = sequence ?? combo
  if (isSingleLetter(wanted) && (!lettersAreOn() || isTyping(event.target))) return
  if (inDialog(event.target) || (isTyping(event.target) && !wanted.startsWith('Mod+k') && wanted !== 'F6')) return
  if (isOwnKeyOf(event.target, wanted)) return
  run(wanted, event)
}

function run(combo: string, event: KeyboardEvent): void {
  const actions = (registry as readonly (KeyAction & { id: KeyId })[]).filter((action) => action.keys.includes(combo))
  for (const action of actions) {
    if (event.repeat && !action.repeats) continue
    for (const listener of listeners) {
      if (!listener.scopes.includes(action.scope)) continue
      const handler = listener.handlers()[action.id]
      if (!handler) continue
      event.preventDefault()
      handler(event)
      return
    }
  }
}

/** `g` then a letter within a second. */
function readSequence(combo: string, event: KeyboardEvent): string | 'waiting' | null {
  const first = firstOfSequence
  firstOfSequence = null
  if (isTyping(event.target) || inDialog(event.target)) return null
  if (first && event.timeStamp - first.at < 1200) {
    const both = `${first.key} ${combo}`
    if (registry.some((action) => (action.keys as readonly string[]).includes(both))) return both
  }
  if (registry.some((action) => action.keys.some((key) => key.startsWith(`${combo} `)))) {
    firstOfSequence = { key: combo, at: event.timeStamp }
    return 'waiting'
  }
  return null
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit', 'range', 'file'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

/** A dialog or an open menu has its own keys. */
function inDialog(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role="dialog"],[role="menu"],[role="alertdialog"]') !== null
}

/** Enter and the arrows belong to the control that has the focus, unless that is the list itself. */
function isOwnKeyOf(target: EventTarget | null, combo: string): boolean {
  if (!/^(Enter|Arrow|Home|End)/.test(combo)) return false
  if (!(target instanceof HTMLElement) || target === document.body) return false
  return target.closest('[data-keys="list"]') === null
}
