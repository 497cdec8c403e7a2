/** The one list of shortcuts: what acts, what the help dialog prints and what `aria-keyshortcuts` says. Free of the DOM, so that a test can read it. */

export type KeyScope = 'everywhere' | 'list' | 'item' | 'composer' | 'search'

/**
 * `j`, `Shift+j`, `Mod+k` (Ctrl, or ⌘ on a Mac), `ArrowDown`, or a sequence `g i`.
 * No Alt, no keys that a browser needs, nothing of the symbol row but `?` and `/`.
 */
export interface KeyAction {
  id: string
  scope: KeyScope
  keys: readonly string[]
  /** May fire again while the key is held. Everything else must not: a held `e` would close thirty conversations. */
  repeats?: true
}

export const registry = [
  { id: 'help', scope: 'everywhere', keys: ['?'] },
  { id: 'palette', scope: 'everywhere', keys: ['Mod+k'] },
  { id: 'search', scope: 'everywhere', keys: ['/'] },
  { id: 'close', scope: 'everywhere', keys: ['Escape'] },
  { id: 'undo', scope: 'everywhere', keys: ['z'] },
  { id: 'toUndo', scope: 'everywhere', keys: ['F6'] },
  { id: 'goInbox', scope: 'everywhere', keys: ['g i'] },
  { id: 'goTickets', scope: 'everywhere', keys: ['g t'] },
  { id: 'goSearch', scope: 'everywhere', keys: ['g s'] },
  { id: 'goLeads', scope: 'everywhere', keys: ['g l'] },

  { id: 'next', scope: 'list', keys: ['j', 'ArrowDown'], repeats: true },
  { id: 'previous', scope: 'list', keys: ['k', 'ArrowUp'], repeats: true },
  { id: 'first', scope: 'list', keys: ['Home'] },
  { id: 'last', scope: 'list', keys: ['End'] },
  { id: 'toDetail', scope: 'list', keys: ['Enter'] },
  { id: 'select', scope: 'list', keys: ['x'] },
  { id: 'extendDown', scope: 'list', keys: ['Shift+j', 'Shift+ArrowDown'], repeats: true },
  { id: 'extendUp', scope: 'list', keys: ['Shift+k', 'Shift+ArrowUp'], repeats: true },
  { id: 'selectAll', scope: 'list', keys: ['Mod+a'] },
  { id: 'unread', scope: 'list', keys: ['u'] },
  { id: 'openOriginal', scope: 'list', keys: ['o'] },
  { id: 'nextView', scope: 'list', keys: ['v'] },
  { id: 'previousView', scope: 'list', keys: ['Shift+v'] },

  { id: 'reply', scope: 'item', keys: ['r'] },
  { id: 'note', scope: 'item', keys: ['m'] },
  { id: 'done', scope: 'item', keys: ['e'] },
  { id: 'doneStay', scope: 'item', keys: ['Shift+e'] },
  { id: 'toMe', scope: 'item', keys: ['i'] },
  { id: 'assign', scope: 'item', keys: ['a'] },
  { id: 'label', scope: 'item', keys: ['l'] },
  { id: 'snooze', scope: 'item', keys: ['s'] },
  { id: 'ticket', scope: 'item', keys: ['t'] },
  { id: 'hide', scope: 'item', keys: ['h'] },

  { id: 'send', scope: 'composer', keys: ['Mod+Enter'] },
  { id: 'sendDone', scope: 'composer', keys: ['Mod+Shift+Enter'] },
  { id: 'leaveComposer', scope: 'composer', keys: ['Escape'] },

  { id: 'searchNext', scope: 'search', keys: ['j', 'ArrowDown'], repeats: true },
  { id: 'searchPrevious', scope: 'search', keys: ['k', 'ArrowUp'], repeats: true },
  { id: 'searchOpen', scope: 'search', keys: ['Enter'] },
] as const satisfies readonly KeyAction[]

export type KeyId = (typeof registry)[number]['id']

/** Scopes that listen at the same time on one screen: a key may mean one thing in all of them together. The composer listens alone, inside its text field. */
export const activeTogether: readonly (readonly KeyScope[])[] = [['everywhere', 'list', 'item'], ['everywhere', 'search'], ['composer']]

/** What of a KeyboardEvent we look at. */
export interface Press {
  readonly key: string
  readonly code: string
  readonly keyCode: number
  readonly isComposing: boolean
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly repeat: boolean
  getModifierState?(name: string): boolean
}

/** An input method has the key. Safari ends the composition before the Enter that confirms it, but still says 229. */
export function composing(press: Press): boolean {
  return press.isComposing || press.keyCode === 229 || press.key === 'Process'
}

/** The combination in the registry's spelling, or null where no shortcut may listen. */
export function comboOf(press: Press): string | null {
  if (composing(press) || press.altKey || press.getModifierState?.('AltGraph')) return null
  const key = plainKey(press)
  if (key === null) return null
  const mod = press.ctrlKey || press.metaKey
  if (key === '?' || key === '/') return mod ? null : key
  return `${mod ? 'Mod+' : ''}${press.shiftKey ? 'Shift+' : ''}${key}`
}

/** Letters come lower case, whatever CapsLock says; with a kana layout `key` is a kana, so the place of the key decides. */
function plainKey(press: Press): string | null {
  if (/^[a-zA-Z]$/.test(press.key)) return press.key.toLowerCase()
  if (/^[!-~]$/.test(press.key)) return press.key
  if (press.key.length > 1) return /^(Shift|Control|Meta|Alt|CapsLock|Dead|Unidentified)$/.test(press.key) ? null : press.key
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1]
  if (letter) return letter.toLowerCase()
  return press.code === 'Slash' ? (press.shiftKey ? '?' : '/') : null
}

/** Single characters need an off switch (WCAG 2.1.4); combinations, arrows, Enter and Escape stay. */
export function isSingleLetter(combo: string): boolean {
  return /^(Shift\+)?.$/u.test(combo) || / /.test(combo)
}

export function keysOf(id: KeyId): readonly string[] {
  return registry.find((action) => action.id === id)!.keys
}

/** For `aria-keyshortcuts`. */
export function ariaKeys(id: KeyId): string {
  return keysOf(id).map((key) => key.replace('Mod+', 'Control+')).join(' ')
}
