import { Button, Popover, type ButtonProps } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useShellWords } from '../app/words.ts'

interface Props extends Omit<ButtonProps, 'children'> {
  children: ReactNode
  /** What will happen, said before it does. */
  question: string
  /** The word on the button that does it. */
  act: string
  onConfirm: () => void
}

/** An act that cannot be undone asks first, with the focus on the safe button. */
export function ConfirmButton({ children, question, act, onConfirm, ...button }: Props) {
  const [open, setOpen] = useState(false)
  const words = useShellWords()
  return (
    <Popover opened={open} onChange={setOpen} trapFocus returnFocus width={280} position="bottom-end" withArrow>
      <Popover.Target>
        <Button variant="default" {...button} onClick={() => setOpen(!open)}>{children}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={act}>
        <p style={{ marginBottom: 12 }}>{question}</p>
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end', flexWrap: 'wrap' }}>
          <Button variant="default" data-autofocus onClick={() => setOpen(false)}>{words.cancel}</Button>
          <Button color="red" onClick={() => { setOpen(false); onConfirm() }}>{act}</Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
