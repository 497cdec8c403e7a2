import { useEffect, useState } from 'react'
import { focusMain } from './focus-main.ts'

/** For what is mounted while it is open: when it goes and nothing else took the focus, whoever opened it has it again. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(() => () => {
    setTimeout(() => {
      if (document.activeElement !== null && document.activeElement !== document.body) return
      if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus()
      else focusMain()
    }, 0)
  }, [before])
}
