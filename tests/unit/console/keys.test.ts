import { describe, expect, test } from 'vitest'
import { activeTogether, ariaKeys, comboOf, composing, isSingleLetter, registry, type Press } from '../../../console/app/keys.ts'
import { en } from '../../../console/text/en/shell.ts'
import { ja } from '../../../console/text/ja/shell.ts'

const released: Press = { key: 'a', code: 'KeyA', keyCode: 65, isComposing: false, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, repeat: false }

function press(change: Partial<Press>): string | null {
  return comboOf({ ...released, ...change })
}

describe('the registry of shortcuts', () => {
  test.each(activeTogether.map((scopes) => [scopes.join(' + '), scopes] as const))('no key means two things in %s', (_name, scopes) => {
    const keys = registry.filter((action) => (scopes as readonly string[]).includes(action.scope)).flatMap((action) => [...action.keys])
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
  })

  test('every scope is in a group that is checked', () => {
    const checked = new Set(activeTogether.flat())
    expect(registry.filter((action) => !checked.has(action.scope))).toEqual([])
  })

  test('no action listens with Alt, to a key of the browser, or to the symbol row beside ? and /', () => {
    const taken = ['Mod+f', 'Mod+s', 'Mod+p', 'Mod+t', 'Mod+w', 'Mod+n', 'Mod+l', 'Mod+r']
    for (const key of registry.flatMap((action) => [...action.keys] as string[])) {
      expect(key).not.toMatch(/Alt/)
      expect(taken).not.toContain(key)
      expect(key).toMatch(/^(g [a-z]|[?/]|F6|((Mod|Shift)\+)*([a-z]|Arrow(Up|Down)|Enter|Escape|Home|End))$/)
    }
  })

  test('only moving in a list may repeat', () => {
    expect(registry.filter((action) => 'repeats' in action).map((action) => action.id)).toEqual(['next', 'previous', 'extendDown', 'extendUp', 'searchNext', 'searchPrevious'])
  })

  test('the help has words for each in both languages', () => {
    for (const { id } of registry) {
      expect(ja.keys.actions[id]).toMatch(/[ぁ-んァ-ヶ一-龠]/)
      expect(en.keys.actions[id]).toMatch(/^[A-Z]/)
    }
  })

  test('assistive technology hears Control', () => {
    expect(ariaKeys('palette')).toBe('Control+k')
  })
})

describe('reading a key press', () => {
  test('letters come as they are printed, whatever CapsLock says', () => {
    expect(press({ key: 'J', code: 'KeyJ' })).toBe('j')
    expect(press({ key: 'J', code: 'KeyJ', shiftKey: true })).toBe('Shift+j')
    expect(press({ key: 'k', code: 'KeyK', metaKey: true })).toBe('Mod+k')
  })

  test('a kana layout falls back to the place of the key', () => {
    expect(press({ key: 'ま', code: 'KeyJ' })).toBe('j')
    expect(press({ key: 'め', code: 'Slash' })).toBe('/')
    expect(press({ key: '・', code: 'Slash', shiftKey: true })).toBe('?')
  })

  test('? and / count by what they print, wherever JIS and US layouts have them', () => {
    expect(press({ key: '?', code: 'Slash', shiftKey: true })).toBe('?')
    expect(press({ key: '/', code: 'Slash' })).toBe('/')
    expect(press({ key: '/', code: 'Slash', ctrlKey: true })).toBeNull()
  })

  test('an input method keeps every key to itself', () => {
    expect(press({ key: 'Enter', code: 'Enter', isComposing: true })).toBeNull()
    expect(press({ key: 'Enter', code: 'Enter', keyCode: 229 })).toBeNull()
    expect(press({ key: 'Process', code: 'KeyE', keyCode: 229 })).toBeNull()
    expect(composing({ ...released, keyCode: 229 })).toBe(true)
  })

  test('Alt and AltGraph print characters on other layouts, so nothing listens to them', () => {
    expect(press({ key: 'e', code: 'KeyE', altKey: true })).toBeNull()
    expect(press({ key: '@', code: 'KeyQ', getModifierState: (name) => name === 'AltGraph' })).toBeNull()
  })

  test('what the off switch turns off', () => {
    expect(['e', 'Shift+e', '?', '/', 'g i'].every(isSingleLetter)).toBe(true)
    expect(['Mod+k', 'ArrowDown', 'Enter', 'Escape', 'F6', 'Mod+Enter'].some(isSingleLetter)).toBe(false)
  })
})
