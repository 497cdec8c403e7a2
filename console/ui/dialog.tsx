import { Modal } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { useShellWords } from '../app/words.ts'
import { focusMain } from './focus-main.ts'

interface Props {
  title: string
  close: () => void
  size?: 'sm' | 'md' | 'lg' | 'xl'
  /** A press beside it must not cost what was typed. */
  keepsInput?: boolean
  children: ReactNode
}

/** Mounted while open. Whoever opened it finds the focus where it was, or at the head of the screen when that is gone. */
export function Dialog({ title, close, size, keepsInput = false, children }: Props) {
  const words = useShellWords()
  const [before] = useState(() => document.activeElement)
  useEffect(() => () => {
    // After the act that closed it, which may have taken the button away.
    setTimeout(() => (before instanceof HTMLElement && before !== document.body && before.isConnected ? before.focus() : focusMain()), 0)
  }, [before])
  return <Modal opened onClose={close} title={title} size={size} closeOnClickOutside={!keepsInput} returnFocus={false} closeButtonProps={{ 'aria-label': words.close }}>{children}</Modal>
}
