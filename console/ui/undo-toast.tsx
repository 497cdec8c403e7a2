import { ActionIcon, Button } from '@mantine/core'
import { useRef } from 'react'
import { closeToast, holdToast, showToast, undoLast, useToast } from '../app/toasts.ts'
import { ariaKeys } from '../app/keys.ts'
import { useKeys } from '../app/use-keys.ts'
import { useShellWords } from '../app/words.ts'
import { Icon } from './icons.tsx'
import style from './undo-toast.module.css'

/** Bottom left, 8 s, reached by F6 or Tab; `z` undoes from anywhere. */
export function UndoToast() {
  const toast = useToast()
  const words = useShellWords()
  const button = useRef<HTMLButtonElement>(null)
  useKeys(['everywhere'], {
    undo: () => void undo(),
    toUndo: () => button.current?.focus(),
  })
  async function undo(): Promise<void> {
    if (!(await undoLast())) showToast({ text: words.nothingToUndo, ms: 3_000 })
  }
  return (
    <div className={style.place}>
      <div role="status" aria-live="polite">
        {toast && (
          <div className={style.toast} data-tone={toast.tone} onMouseEnter={() => holdToast(true)} onMouseLeave={() => holdToast(false)} onFocus={() => holdToast(true)} onBlur={() => holdToast(false)}>
            <span>{toast.text}{toast.note && <small>{words.requestId(toast.note)}</small>}</span>
            {toast.undo && <Button ref={button} variant="default" onClick={() => void undo()} aria-keyshortcuts={ariaKeys('undo')} leftSection={<Icon name="undo" size={16} />}>{words.undo}<kbd>z</kbd></Button>}
            <ActionIcon aria-label={words.close} onClick={closeToast}><Icon name="close" size={16} /></ActionIcon>
          </div>
        )}
      </div>
    </div>
  )
}
