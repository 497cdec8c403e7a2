import '@mantine/core/styles/Switch.css'
import '@mantine/core/styles/InlineInput.css'
import { Switch } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { registry, type KeyScope } from './keys.ts'
import { places } from './places.ts'
import { lettersAreOn, switchLetters } from './use-keys.ts'
import { useShellWords } from './words.ts'
import { isMac } from './mac.ts'
import style from './help.module.css'

const scopes: KeyScope[] = ['everywhere', 'list', 'item', 'composer', 'search']

/** Prints the registry itself, so it cannot tell of a key that does not act. */
export function Help({ close }: { close: () => void }) {
  const words = useShellWords()
  const [letters, setLetters] = useState(lettersAreOn)
  function turn(on: boolean): void {
    switchLetters(on)
    setLetters(on)
  }
  return (
    <Dialog close={close} title={words.keys.title} size="xl">
      <Switch checked={letters} onChange={(event) => turn(event.currentTarget.checked)} label={words.keys.letters} description={words.keys.lettersNote} />
      <div className={style.columns}>
        {scopes.map((scope) => (
          <section key={scope} aria-label={words.keys.scopes[scope]}>
            <h3>{words.keys.scopes[scope]}</h3>
            <dl>
              {registry.filter((action) => action.scope === scope && isReal(action.id)).map((action) => (
                <div key={action.id}>
                  <dt>{action.keys.map((key) => <Keys key={key} combo={key} then={words.keys.then} />)}</dt>
                  <dd>{words.keys.actions[action.id as keyof typeof words.keys.actions]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

/** A key to a screen that is not there is not told of. */
function isReal(id: string): boolean {
  const screen = { goTickets: '/tickets', goSearch: '/search', search: '/search', goLeads: '/leads' }[id]
  return screen === undefined || places.main.some((place) => place.to === screen)
}

function Keys({ combo, then }: { combo: string; then: string }) {
  if (combo.includes(' ')) {
    const [first, second] = combo.split(' ')
    return <span><kbd>{first}</kbd> <small>{then}</small> <kbd>{second}</kbd></span>
  }
  return <span>{combo.split('+').map((part) => <kbd key={part}>{nameOf(part)}</kbd>)}</span>
}

function nameOf(part: string): string {
  const names: Record<string, string> = { Mod: isMac() ? '⌘' : 'Ctrl', ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' }
  return names[part] ?? part
}
