import { useEffect, useRef } from 'react'
import type { IconName } from '../ui/icons.tsx'

/** What the palette can do on the screen that is open now. */
export interface Command {
  id: string
  label: string
  icon?: IconName
  keys?: readonly string[]
  run: () => void
}

const sources = new Set<() => Command[]>()

/** Offers commands while mounted; they are read when the palette opens. */
export function useCommands(commands: () => Command[]): void {
  const newest = useRef(commands)
  useEffect(() => {
    newest.current = commands
  })
  useEffect(() => {
    const source = () => newest.current()
    sources.add(source)
    return () => {
      sources.delete(source)
    }
  }, [])
}

export function allCommands(): Command[] {
  return [...sources].reverse().flatMap((source) => source())
}
