import { Button, Loader, type ButtonProps } from '@mantine/core'
import type { ComponentPropsWithoutRef, MouseEvent } from 'react'

interface Props extends ButtonProps, Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps> {
  /** Its act is running: it takes no press, yet keeps the focus, which a disabled button would drop. */
  busy?: boolean
}

export function ActButton({ busy = false, onClick, leftSection, ...button }: Props) {
  function press(event: MouseEvent<HTMLButtonElement>): void {
    if (busy) event.preventDefault()
    else onClick?.(event)
  }
  return <Button {...button} aria-disabled={busy || undefined} onClick={press} leftSection={busy ? <Loader size={14} color="currentColor" /> : leftSection} />
}
